package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalRegistrar;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.util.promise.Deferred;
import org.osgi.util.promise.Promise;
import org.osgi.util.promise.PromiseFactory;
import org.osgi.util.promise.Promises;

/** R21 for OSGi promises. */
@Timeout(30)
class PromiseRulesTest {
  /** An asynchronous interface in the manner of OSGi. */
  public interface Promising {
    Promise<String> promise();
  }

  private static final Npi<Promising, Void> NPI = Npi.of("io.nmr.test.promise", Promising.class);

  private static final String PROMISES = "org.osgi.util.promise.";

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Deferred<String> result =
      new PromiseFactory(PromiseFactory.inlineExecutor()).deferred();
  private final AtomicReference<Promising> peer = new AtomicReference<>();
  private final Registration provider =
      registrar.registerProvider(NPI, offer -> BindingContext.of(result::getPromise));

  private Promise<String> call() {
    registrar.registerClient(NPI, offer -> peer.set(offer.attach(BindingContext.<Void>of(null))));
    return peer.get().promise();
  }

  @Test
  void R21_a_call_is_in_progress_until_its_promise_is_resolved() throws Exception {
    Promise<String> promise = call();
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.blockers().get(0).reason()).isEqualTo(Blocker.Reason.ASYNC_CALL);
    assertThatThrownBy(() -> peer.get().promise()).isInstanceOf(DetachedException.class);
    result.resolve("late");
    deregistration.await();
    assertThat(promise.getValue()).isEqualTo("late");
  }

  @Test
  void R21_the_callers_promise_resolves_after_the_call_is_counted_off() throws Exception {
    Promise<String> promise = call();
    Trace trace = new Trace();
    promise.onResolve(
        () -> trace.add("calls " + registrar.runtime().bindings().get(0).clientCalls()));
    assertThat(promise).isNotSameAs(result.getPromise());
    result.resolve("done");
    trace.await("calls 0");
  }

  @Test
  void R21_a_failed_promise_passes_through_and_ends_the_call() throws Exception {
    Promise<String> promise = call();
    IllegalArgumentException failure = new IllegalArgumentException("no");
    result.fail(failure);
    assertThat(promise.getFailure()).isSameAs(failure);
    assertThat(provider.deregister().isPending()).isFalse();
  }

  /** Another class space: that class and every promise are other classes there. */
  private static Class<?> elsewhere(Class<?> type) throws ClassNotFoundException {
    ClassLoader loader =
        new ClassLoader(type.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean isOwn = name.equals(type.getName()) || name.startsWith(PROMISES);
            Class<?> known = findLoadedClass(name);
            return known != null ? known : isOwn ? define(name) : super.loadClass(name, resolve);
          }

          private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream bytes = getParent().getResourceAsStream(file)) {
              byte[] code = bytes.readAllBytes();
              return defineClass(name, code, 0, code.length);
            } catch (IOException unreadable) {
              throw new ClassNotFoundException(name, unreadable);
            }
          }
        };
    return loader.loadClass(type.getName());
  }

  @Test
  void R21_a_promise_of_another_class_space_could_not_be_followed_and_is_refused()
      throws Exception {
    Npi<?, Void> npi = Npi.of("io.nmr.test.elsewhere", elsewhere(Promising.class));
    assertThatThrownBy(() -> registrar.registerClient(npi, offer -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Promising.promise");
  }

  @Test
  void R21_a_promise_of_another_class_space_that_comes_as_an_object_is_passed_on()
      throws Exception {
    Object promise = elsewhere(Promises.class).getMethod("resolved", Object.class).invoke(null, "");
    Npi<Supplier<Object>, Void> npi = suppliers();
    AtomicReference<Supplier<Object>> client = new AtomicReference<>();
    registrar.registerProvider(npi, offer -> BindingContext.of(() -> promise));
    registrar.registerClient(npi, it -> client.set(it.attach(BindingContext.<Void>of(null))));
    assertThat(client.get().get()).isSameAs(promise);
  }

  @SuppressWarnings("unchecked") // a class literal has no type arguments
  private static Npi<Supplier<Object>, Void> suppliers() {
    return (Npi<Supplier<Object>, Void>) (Npi<?, ?>) Npi.of("io.nmr.test.any", Supplier.class);
  }
}
