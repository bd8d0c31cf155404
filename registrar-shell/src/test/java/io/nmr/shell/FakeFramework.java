package io.nmr.shell;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

/** A framework with the bundles that a test puts into it. Any thread. */
public final class FakeFramework {
  private static final int SHELL = 1;

  private final Map<Long, FakeBundle> bundles = new ConcurrentHashMap<>();

  private static final class FakeBundle implements InvocationHandler {
    final long id;
    final String name;
    final String version;
    final Bundle proxy;
    volatile int state = Bundle.ACTIVE;

    FakeBundle(long id, String name, String version) {
      this.id = id;
      this.name = name;
      this.version = version;
      this.proxy = proxy(Bundle.class, this);
    }

    @Override
    public Object invoke(Object self, java.lang.reflect.Method method, Object[] arguments) {
      return switch (method.getName()) {
        case "getBundleId" -> id;
        case "getSymbolicName" -> name;
        case "getVersion" -> Version.parseVersion(version);
        case "getLocation" -> "at:" + id;
        case "getState" -> state;
        case "equals" -> self == arguments[0];
        case "hashCode" -> (int) id;
        case "toString" -> name;
        default -> throw new UnsupportedOperationException(method.toString());
      };
    }
  }

  FakeFramework() {
    add(0, "system", "1.0.0");
    add(SHELL, "shell", "1.0.0");
  }

  Bundle add(long id, String name, String version) {
    FakeBundle bundle = new FakeBundle(id, name, version);
    bundles.put(id, bundle);
    return bundle.proxy;
  }

  void remove(long id) {
    bundles.remove(id);
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
                  find(arguments == null || arguments.length == 0 ? (long) SHELL : arguments[0]);
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private Bundle find(Object id) {
    FakeBundle found = bundles.get((Long) id);
    return found == null ? null : found.proxy;
  }

  public static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FakeFramework.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
