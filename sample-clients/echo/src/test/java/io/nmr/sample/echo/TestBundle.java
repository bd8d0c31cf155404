package io.nmr.sample.echo;

import io.nmr.ClientCharacteristics;
import io.nmr.NetworkModule;
import io.nmr.ProviderCharacteristics;
import io.nmr.Registrar;
import io.nmr.Registration;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

/**
 * As much of a bundle as a module's activator sees: starts it with a registrar and properties, and
 * takes it apart in the order in which the registrar does.
 */
final class TestBundle {
  private final NetworkModule module;
  private final BundleContext context;

  private TestBundle(NetworkModule module, BundleContext context) {
    this.module = module;
    this.context = context;
  }

  static TestBundle start(NetworkModule module, Registrar registrar, Map<String, String> properties)
      throws Exception {
    TestBundle bundle = new TestBundle(module, context(new Own(registrar), properties));
    module.start(bundle.context);
    return bundle;
  }

  /** Stops the module, as {@code Bundle.stop} does: returns when everything is detached. */
  void stop() throws Exception {
    module.stop(context);
  }

  @SuppressWarnings("unchecked")
  private static BundleContext context(Own registrar, Map<String, String> properties) {
    ServiceReference<Registrar> reference =
        fake(ServiceReference.class, (method, args) -> method.equals("compareTo") ? 0 : null);
    ServiceObjects<Registrar> objects =
        fake(
            ServiceObjects.class,
            (method, args) -> {
              if (method.equals("ungetService")) {
                registrar.release();
                return true;
              }
              return registrar;
            });
    return fake(
        BundleContext.class,
        (method, args) ->
            switch (method) {
              case "getProperty" -> properties.get(args[0]);
              case "createFilter" -> fake(Filter.class, (name, none) -> true);
              case "getServiceReferences" -> new ServiceReference<?>[] {reference};
              case "getServiceObjects" -> objects;
              default -> null;
            });
  }

  private interface Answer {
    Object to(String method, Object[] args);
  }

  private static <T> T fake(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "equals" -> proxy == args[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "toString" -> "a test's " + type.getSimpleName();
                  default -> answer.to(method.getName(), args);
                }));
  }

  /** The bundle's own registrar: remembers what was registered through it. */
  private static final class Own implements Registrar {
    private final Registrar registrar;
    private final Deque<Registration> providers = new ArrayDeque<>();
    private final Deque<Registration> clients = new ArrayDeque<>();

    Own(Registrar registrar) {
      this.registrar = registrar;
    }

    @Override
    public <P, C> Registration registerProvider(ProviderCharacteristics<P, C> characteristics) {
      providers.push(registrar.registerProvider(characteristics));
      return providers.element();
    }

    @Override
    public <P, C> Registration registerClient(ClientCharacteristics<P, C> characteristics) {
      clients.push(registrar.registerClient(characteristics));
      return clients.element();
    }

    void release() {
      providers.forEach(Registration::close);
      clients.forEach(Registration::close);
    }
  }
}
