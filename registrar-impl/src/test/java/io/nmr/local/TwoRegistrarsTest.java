package io.nmr.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.NetworkModule;
import io.nmr.Npi;
import io.nmr.Registrar;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

/** A network module that lives to see a second registrar. */
@Timeout(30)
class TwoRegistrarsTest {
  /** What the module provides. */
  public interface Nothing {}

  private static final Npi<Nothing, Void> NOTHING = Npi.of("io.nmr.test.nothing", Nothing.class);

  private final Services services = new Services();
  private final LocalRegistrar first = new LocalRegistrar();
  private final LocalRegistrar second = new LocalRegistrar();
  private final List<String> log = new ArrayList<>();

  private final NetworkModule module =
      new NetworkModule() {
        @Override
        protected void load(Registrar registrar) {
          log.add("load");
          registrar.registerProvider(NOTHING, offer -> BindingContext.of(new Nothing() {}));
        }

        @Override
        protected void unload() {
          log.add("unload");
          assertThat(registrationsIn(first) + registrationsIn(second)).isZero();
        }
      };

  private static int registrationsIn(LocalRegistrar registrar) {
    return registrar.runtime().registrations().size();
  }

  @Test
  void a_module_is_loaded_with_the_registrar_that_comes_after_the_first_has_gone()
      throws Exception {
    module.start(services.context());
    ServiceReference<?> one = services.come(first);
    assertThat(registrationsIn(first)).isEqualTo(1);
    services.go(one);
    assertThat(log).containsExactly("load", "unload");

    services.come(second);

    assertThat(registrationsIn(second)).isEqualTo(1);
    module.stop(services.context());
    assertThat(log).containsExactly("load", "unload", "load", "unload");
    assertThat(services.inUse).isEmpty();
  }

  @Test
  void a_module_is_loaded_once_where_there_are_two_registrars() throws Exception {
    services.come(first);
    services.come(second);

    module.start(services.context());

    assertThat(registrationsIn(first) + registrationsIn(second)).isEqualTo(1);
    assertThat(services.inUse).as("the one that is not used is let go").hasSize(1);
    module.stop(services.context());
    assertThat(log).containsExactly("load", "unload");
    assertThat(services.inUse).isEmpty();
  }

  /** The services of a framework that has registrars only. */
  private static final class Services {
    final List<Object> inUse = new ArrayList<>();
    private final Map<ServiceReference<?>, LocalRegistrar> registrars = new LinkedHashMap<>();
    private final List<ServiceListener> listeners = new ArrayList<>();

    ServiceReference<?> come(LocalRegistrar registrar) {
      ServiceReference<?> reference =
          fake(ServiceReference.class, (proxy, method, arguments) -> null);
      registrars.put(reference, registrar);
      tell(ServiceEvent.REGISTERED, reference);
      return reference;
    }

    void go(ServiceReference<?> reference) {
      tell(ServiceEvent.UNREGISTERING, reference);
      registrars.remove(reference);
    }

    private void tell(int type, ServiceReference<?> reference) {
      List.copyOf(listeners)
          .forEach(listener -> listener.serviceChanged(new ServiceEvent(type, reference)));
    }

    BundleContext context() {
      return fake(
          BundleContext.class,
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "createFilter" -> FrameworkUtil.createFilter((String) arguments[0]);
                case "getBundle" -> null; // for what fails alone, and nothing does
                case "addServiceListener" -> listeners.add((ServiceListener) arguments[0]);
                case "removeServiceListener" -> listeners.remove(arguments[0]);
                case "getServiceReferences" ->
                    registrars.keySet().toArray(ServiceReference<?>[]::new);
                case "getServiceObjects" -> objects(registrars.get(arguments[0]));
                default -> throw new UnsupportedOperationException(method.toString());
              });
    }

    private ServiceObjects<?> objects(LocalRegistrar registrar) {
      return fake(
          ServiceObjects.class,
          (proxy, method, arguments) -> {
            if (method.getName().equals("getService")) {
              LocalModule own = registrar.module("the module");
              inUse.add(own);
              return own;
            }
            ((LocalModule) arguments[0]).close();
            return inUse.remove(arguments[0]);
          });
    }

    private static <T> T fake(Class<T> type, InvocationHandler answer) {
      InvocationHandler handler =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> {
                  Object result = answer.invoke(proxy, method, arguments);
                  yield method.getReturnType() == void.class ? null : result;
                }
              };
      return type.cast(
          Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
  }
}
