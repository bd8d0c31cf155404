package io.nmr.impl;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.NetworkModule;
import io.nmr.Registrar;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

/** What no framework does on demand: a module, or the registrar, goes at one exact moment. */
@Timeout(30)
class NetworkModuleTest {
  private final CountDownLatch isAsked = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);
  private final CompletableFuture<ServiceListener> tracker = new CompletableFuture<>();
  private final List<String> happened = new CopyOnWriteArrayList<>();
  private volatile boolean isTakenBack;

  private final Object registrar =
      fake(ClosingRegistrar.class, Map.of("close", () -> happened.add("close")));
  private final ServiceReference<?> reference = fake(ServiceReference.class, Map.of());
  private final Bundle bundle = fake(Bundle.class, Map.of("getState", () -> Bundle.ACTIVE));
  private final ServiceObjects<?> objects =
      fake(
          ServiceObjects.class, Map.of("getService", this::getSlowly, "ungetService", this::unget));
  private final BundleContext context =
      fake(
          BundleContext.class,
          Map.of("getServiceObjects", () -> objects, "getBundle", () -> bundle));

  private final NetworkModule module =
      new NetworkModule() {
        @Override
        protected void load(Registrar loadedWith) {
          happened.add("load");
        }

        @Override
        protected void unload() {
          happened.add("unload");
        }
      };

  /** As the registrar's own. */
  private interface ClosingRegistrar extends Registrar, AutoCloseable {
    @Override
    void close();
  }

  private Object getSlowly() {
    isAsked.countDown();
    try {
      answer.await();
    } catch (InterruptedException thrown) {
      throw new IllegalStateException(thrown);
    }
    return registrar;
  }

  private Object unget() {
    happened.add("unget");
    if (isTakenBack) {
      throw new IllegalArgumentException("not known any more");
    }
    return true;
  }

  /** An object whose functions give those answers, and nothing where none is given. */
  private <T> T fake(Class<T> type, Map<String, Supplier<?>> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "addServiceListener" -> {
                    tracker.complete((ServiceListener) arguments[0]);
                    yield null;
                  }
                  case "equals" -> self == arguments[0];
                  case "hashCode" -> 1;
                  default -> {
                    Supplier<?> known = answers.get(method.getName());
                    Object result = known == null ? null : known.get();
                    yield method.getReturnType() == boolean.class
                        ? (Object) true
                        : method.getReturnType() == void.class ? null : result;
                  }
                }));
  }

  @Test
  void H1_a_module_that_has_stopped_is_not_loaded_with_a_registrar_that_it_got_before()
      throws Exception {
    module.start(context);
    ServiceEvent comes = new ServiceEvent(ServiceEvent.REGISTERED, reference);
    Thread coming = new Thread(() -> tracker.join().serviceChanged(comes));
    coming.start();
    isAsked.await();

    module.stop(context);
    answer.countDown();
    coming.join();

    assertThat(happened).containsExactly("unget", "close");
  }

  /** This unget returns, or throws, at once, as where another thread takes the registrar back. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void H3_a_module_closes_its_registrar_before_it_is_unloaded(boolean throwing) throws Exception {
    isTakenBack = throwing;
    answer.countDown();
    module.start(context);
    tracker.join().serviceChanged(new ServiceEvent(ServiceEvent.REGISTERED, reference));

    tracker.join().serviceChanged(new ServiceEvent(ServiceEvent.UNREGISTERING, reference));

    assertThat(happened).containsExactly("load", "unget", "close", "unload");
  }
}
