package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.FrameworkWiring;

/** A framework that does what a test tells it, and remembers what it was told. Any thread. */
final class FakeFramework {
  private static final int SHELL = 1;

  final List<String> actions = new CopyOnWriteArrayList<>();
  final Map<String, String> properties = new ConcurrentHashMap<>();

  /** What an action that is named does besides: {@code stop 6}. */
  final Map<String, Doing> doings = new ConcurrentHashMap<>();

  /** Who is wired to whom. */
  final Map<Bundle, List<Bundle>> dependents = new HashMap<>();

  private final Map<Long, FakeBundle> bundles = new ConcurrentHashMap<>();

  /** What happens in a stop or start. */
  interface Doing {
    void run() throws Exception;
  }

  private final class FakeBundle implements InvocationHandler {
    final long id;
    final String name;
    final String version;
    final String location;
    final Bundle proxy;
    volatile int state = Bundle.ACTIVE;

    FakeBundle(long id, String name, String version, String location) {
      this.id = id;
      this.name = name;
      this.version = version;
      this.location = location;
      this.proxy = proxy(Bundle.class, this);
    }

    @Override
    public Object invoke(Object self, java.lang.reflect.Method method, Object[] arguments)
        throws Throwable {
      return switch (method.getName()) {
        case "getBundleId" -> id;
        case "getSymbolicName" -> name;
        case "getVersion" -> Version.parseVersion(version);
        case "getLocation" -> location;
        case "getState" -> state;
        case "start" -> become("start", Bundle.ACTIVE);
        case "stop" -> become("stop", Bundle.RESOLVED);
        case "uninstall" -> become("uninstall", Bundle.UNINSTALLED);
        case "adapt" -> wiring();
        case "equals" -> self == arguments[0];
        case "hashCode" -> (int) id;
        case "toString" -> name;
        default -> throw new UnsupportedOperationException(method.toString());
      };
    }

    private Object become(String action, int next) throws Exception {
      act(action + " " + id);
      state = next;
      if (next == Bundle.UNINSTALLED) {
        bundles.remove(id);
      }
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
    add(SHELL, "shell", "1.0.0");
  }

  Bundle add(long id, String name, String version) {
    FakeBundle bundle = new FakeBundle(id, name, version, "at:" + id);
    bundles.put(id, bundle);
    return bundle.proxy;
  }

  void remove(long id) {
    bundles.remove(id);
  }

  /** Puts a bundle that is there into a state. */
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
                      ? bundles.get((long) SHELL).proxy
                      : find(arguments[0]);
              case "getProperty" -> properties.get(String.valueOf(arguments[0]));
              case "installBundle" -> install(String.valueOf(arguments[0]));
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

  private Bundle install(String location) throws BundleException {
    long id = 100 + actions.stream().filter(it -> it.startsWith("install")).count();
    actions.add("install " + id);
    FakeBundle bundle = new FakeBundle(id, "hosts", "2.0.0", location);
    bundle.state = Bundle.INSTALLED;
    bundles.put(id, bundle);
    return bundle.proxy;
  }

  private FrameworkWiring wiring() {
    return proxy(
        FrameworkWiring.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "getDependencyClosure" -> closure((Bundle) ((List<?>) arguments[0]).get(0));
              case "getRemovalPendingBundles" -> List.copyOf(dependents.keySet());
              case "refreshBundles" -> {
                act("refresh " + ((Bundle) ((List<?>) arguments[0]).get(0)).getBundleId());
                ((FrameworkListener[]) arguments[1])
                    [0].frameworkEvent(
                        new FrameworkEvent(
                            FrameworkEvent.PACKAGES_REFRESHED, bundles.get(0L).proxy, null));
                yield null;
              }
              default -> throw new UnsupportedOperationException(method.toString());
            });
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
