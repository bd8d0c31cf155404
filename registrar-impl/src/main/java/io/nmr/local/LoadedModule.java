package io.nmr.local;

import io.nmr.NetworkModule;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

/**
 * A {@link NetworkModule} that runs in a plain JVM. Its activator is given a bundle context that
 * has a registrar service and the system's properties, and nothing else.
 */
public final class LoadedModule implements AutoCloseable {
  private final NetworkModule module;
  private final LocalModule registrar;
  private final BundleContext context;

  private LoadedModule(NetworkModule module, LocalModule registrar) {
    this.module = module;
    this.registrar = registrar;
    this.context = fake(BundleContext.class, this::ofContext);
  }

  static LoadedModule load(LocalRegistrar registrar, NetworkModule module) throws Exception {
    LoadedModule loaded = new LoadedModule(module, registrar.module(module.getClass().getName()));
    module.start(loaded.context);
    return loaded;
  }

  /**
   * Unloads the module: waits until all is detached, then stops its activator.
   *
   * @throws IllegalStateException if {@code unload} threw
   */
  @Override
  public void close() {
    registrar.close();
    try {
      module.stop(context);
    } catch (RuntimeException thrown) {
      throw thrown;
    } catch (Exception thrown) {
      throw new IllegalStateException(module + " failed to stop", thrown);
    }
  }

  private @Nullable Object ofContext(Method method, Object[] arguments) throws Exception {
    return switch (method.getName()) {
      case "getBundle" -> bundle();
      case "createFilter" -> FrameworkUtil.createFilter((String) arguments[0]);
      case "getProperty" -> System.getProperty((String) arguments[0]);
      case "addServiceListener", "removeServiceListener" -> null;
      case "getServiceReferences" -> new ServiceReference<?>[] {reference()};
      case "getServiceObjects" -> fake(ServiceObjects.class, this::ofServiceObjects);
      default -> throw unsupported(method);
    };
  }

  private @Nullable Object ofServiceObjects(Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "getService" -> registrar;
      case "ungetService" -> {
        registrar.close();
        yield null;
      }
      default -> throw unsupported(method);
    };
  }

  private static ServiceReference<?> reference() {
    return fake(
        ServiceReference.class,
        (method, arguments) -> {
          if (method.getName().equals("getBundle")) {
            return bundle();
          }
          throw unsupported(method);
        });
  }

  /**
   * The bundle of the module, or of the registrar. It never stops: a load that is refused has
   * failed.
   */
  private static Bundle bundle() {
    return fake(
        Bundle.class,
        (method, arguments) -> {
          if (method.getName().equals("getState")) {
            return Bundle.ACTIVE;
          }
          throw unsupported(method);
        });
  }

  private static UnsupportedOperationException unsupported(Method method) {
    return new UnsupportedOperationException(
        method + " is not there without a framework; test this part in one");
  }

  private interface Answer {
    @Nullable Object to(Method method, Object[] arguments) throws Exception;
  }

  @SuppressWarnings("ReferenceEquality") // a fake is equal to itself alone
  private static <T> T fake(Class<T> type, Answer answer) {
    InvocationHandler handler =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              case "toString" -> "plain JVM's " + type.getSimpleName();
              default -> answer.to(method, arguments);
            };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
