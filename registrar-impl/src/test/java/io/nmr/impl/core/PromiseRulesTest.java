package io.nmr.impl.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Blocker;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.local.LocalRegistrar;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.util.promise.Deferred;
import org.osgi.util.promise.Promise;
import org.osgi.util.promise.PromiseFactory;

/** R21 for OSGi promises. */
@Timeout(30)
class PromiseRulesTest {
  /** An asynchronous interface in the manner of OSGi. */
  public interface Promising {
    Promise<String> promise();
  }

  private static final Npi<Promising, Void> NPI = Npi.of("io.nmr.test.promise", Promising.class);

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
}
