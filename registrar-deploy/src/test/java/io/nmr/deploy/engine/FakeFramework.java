package io.nmr.deploy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.Version;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * A framework that does what a test tells it, and remembers what it has done. It reads the manifest
 * of a bundle that is installed. A bundle with the header {@code Test-Missing} cannot be resolved.
 * Any thread may call.
 */
final class FakeFramework {
  static final int OWN = 1;

  /** What was done with bundles, such as {@code stop 6}. */
  final List<String> actions = new CopyOnWriteArrayList<>();

  final Map<String, String> properties = new ConcurrentHashMap<>();

  /** What an action does besides, by its name, such as {@code stop 6}. */
  final Map<String, Doing> doings = new ConcurrentHashMap<>();

  /** Actions that leave a bundle's state as it is, so that nobody sees it in between. */
  final Set<String> unseen = ConcurrentHashMap.newKeySet();

  /** The bundles that are wired to a bundle. */
  final Map<Bundle, List<Bundle>> dependents = new ConcurrentHashMap<>();

  /** The hook that is asked before a second bundle of a name and version is refused. */
  volatile CollisionHook hook = (operation, target, candidates) -> {};

  /** Whether bundles with {@code Test-Missing} can be resolved all the same. */
  volatile boolean hasMissing;

  private final Map<Long, FakeBundle> bundles = new ConcurrentHashMap<>();

  /** What an action does besides. */
  interface Doing {
    void run() throws Exception;
  }

  private final class FakeBundle implements InvocationHandler {
    final long id;
    final String location;
    final Bundle proxy;
    volatile Map<String, String> headers;
    volatile int state = Bundle.ACTIVE;

    FakeBundle(long id, Map<String, String> headers, String location) {
      this.id = id;
      this.headers = headers;
      this.location = location;
      this.proxy = proxy(Bundle.class, this);
    }

    String name() {
      return headers.getOrDefault("Bundle-SymbolicName", "none").split(";", 2)[0];
    }

    String version() {
      return headers.getOrDefault("Bundle-Version", "1.0.0");
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
      return switch (method.getName()) {
        case "getBundleId" -> id;
        case "getSymbolicName" -> name();
        case "getVersion" -> Version.parseVersion(version());
        case "getLocation" -> location;
        case "getState" -> state;
        case "getHeaders" -> headers();
        case "getEntryPaths" -> Collections.enumeration(List.of("META-INF/"));
        case "getEntry" -> entry();
        case "start" -> become("start", Bundle.ACTIVE);
        case "stop" -> become("stop", Bundle.RESOLVED);
        case "uninstall" -> become("uninstall", Bundle.UNINSTALLED);
        case "update" -> update((InputStream) arguments[0]);
        case "adapt" -> arguments[0].equals(FrameworkWiring.class) ? wiring() : null;
        case "equals" -> self == arguments[0];
        case "hashCode" -> (int) id;
        case "toString" -> name();
        default -> throw new UnsupportedOperationException(method.toString());
      };
    }

    private Dictionary<String, String> headers() {
      return new Hashtable<>(headers);
    }

    /** The one entry that a bundle has, its manifest. */
    private URL entry() throws Exception {
      String text = "Manifest-Version: 1.0\n" + lines() + "\n";
      return new URL(
          null,
          "test:manifest",
          new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
              return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                  return new ByteArrayInputStream(
                      text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                }
              };
            }
          });
    }

    private String lines() {
      StringBuilder lines = new StringBuilder();
      headers.forEach((name, value) -> lines.append(name + ": " + value + "\n"));
      return lines.toString();
    }

    private Object become(String action, int next) throws Exception {
      if (state == Bundle.UNINSTALLED) {
        throw new IllegalStateException(name() + " has been uninstalled");
      }
      act(action + " " + id);
      if (!unseen.contains(action + " " + id)) {
        state = next;
      }
      if (next == Bundle.UNINSTALLED) {
        bundles.remove(id);
      }
      return null;
    }

    private Object update(InputStream content) throws Exception {
      Map<String, String> fresh = manifest(content);
      act("update " + id + " to " + fresh.get("Bundle-Version"));
      headers = fresh;
      return null;
    }
  }

  private void act(String action) throws Exception {
    actions.add(action);
    Doing doing = doings.get(action);
    if (doing != null) {
      doing.run();
    }
  }

  FakeFramework() {
    add(0, "system", "1.0.0");
    add(OWN, "deployer", "1.0.0");
  }

  Bundle add(long id, String name, String version) {
    return add(id, Map.of("Bundle-SymbolicName", name, "Bundle-Version", version));
  }

  Bundle add(long id, Map<String, String> headers) {
    FakeBundle bundle = new FakeBundle(id, headers, "at:" + id);
    bundles.put(id, bundle);
    return bundle.proxy;
  }

  /** Puts an installed bundle into a state. */
  void put(long id, int state) {
    bundles.get(id).state = state;
  }

  BundleContext context() {
    return proxy(
        BundleContext.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "getBundles" ->
                  bundles.values().stream().map(it -> it.proxy).toArray(Bundle[]::new);
              case "getBundle" ->
                  arguments == null || arguments.length == 0
                      ? bundles.get((long) OWN).proxy
                      : find(arguments[0]);
              case "getProperty" -> properties.get(String.valueOf(arguments[0]));
              case "installBundle" ->
                  install(String.valueOf(arguments[0]), (InputStream) arguments[1]);
              case "getServiceReference", "addBundleListener", "registerService" -> null;
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private Bundle find(Object key) {
    if (key.equals("System Bundle")) {
      return bundles.get(0L).proxy;
    }
    return bundles.values().stream()
        .filter(it -> key.equals(it.id) || key.equals(it.location))
        .map(it -> it.proxy)
        .findFirst()
        .orElse(null);
  }

  private static Map<String, String> manifest(InputStream content) throws Exception {
    Map<String, String> headers = new TreeMap<>();
    try (JarInputStream jar = new JarInputStream(content)) {
      Attributes attributes = jar.getManifest().getMainAttributes();
      attributes.forEach((name, value) -> headers.put(name.toString(), value.toString()));
    }
    headers.remove("Manifest-Version");
    return headers;
  }

  private synchronized Bundle install(String location, InputStream content) throws Exception {
    long id = 100 + actions.stream().filter(it -> it.startsWith("install")).count();
    FakeBundle bundle = new FakeBundle(id, manifest(content), location);
    Collection<Bundle> same =
        new ArrayList<>(
            bundles.values().stream()
                .filter(it -> it.name().equals(bundle.name()))
                .filter(it -> it.version().equals(bundle.version()))
                .map(it -> it.proxy)
                .toList());
    hook.filterCollisions(CollisionHook.INSTALLING, bundles.get(0L).proxy, same);
    if (!same.isEmpty()) {
      throw new BundleException("not unique", BundleException.DUPLICATE_BUNDLE_ERROR);
    }
    act("install " + id);
    bundle.state = Bundle.INSTALLED;
    bundles.put(id, bundle);
    return bundle.proxy;
  }

  private FrameworkWiring wiring() {
    return proxy(
        FrameworkWiring.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "getDependencyClosure" -> closure((Bundle) first(arguments[0]));
              case "getRemovalPendingBundles" -> List.copyOf(dependents.keySet());
              case "resolveBundles" -> isResolved((Bundle) first(arguments[0]));
              case "refreshBundles" -> {
                act("refresh " + ((Bundle) first(arguments[0])).getBundleId());
                ((FrameworkListener[]) arguments[1])
                    [0].frameworkEvent(
                        new FrameworkEvent(
                            FrameworkEvent.PACKAGES_REFRESHED, bundles.get(0L).proxy, null));
                yield null;
              }
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private static Object first(Object collection) {
    return ((Collection<?>) collection).iterator().next();
  }

  private boolean isResolved(Bundle bundle) {
    return hasMissing || bundle.getHeaders("").get("Test-Missing") == null;
  }

  private List<Bundle> closure(Bundle bundle) {
    List<Bundle> closure = new ArrayList<>(List.of(bundle));
    closure.addAll(dependents.getOrDefault(bundle, List.of()));
    return closure;
  }

  void assertDone(String... expected) {
    assertThat(actions).containsExactly(expected);
  }

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FakeFramework.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
