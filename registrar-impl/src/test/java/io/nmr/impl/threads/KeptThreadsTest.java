package io.nmr.impl.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Guard;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.local.LocalRegistrar;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * R22: what a module may keep refers to no thread any more. A thread that has ended keeps its task
 * from JDK 21 on, and with it the classes of whoever made it.
 */
@Timeout(60)
class KeptThreadsTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final List<Object> kept = new ArrayList<>();

  private static void assertCollected(WeakReference<Thread> thread) {
    Awaitility.await()
        .until(
            () -> {
              System.gc();
              return thread.refersTo(null);
            });
  }

  private static WeakReference<Thread> onAThreadThatEnds(Runnable body) throws Exception {
    Thread thread = new Thread(body, "ends");
    thread.start();
    thread.join();
    return new WeakReference<>(thread);
  }

  private WeakReference<Thread> attachOnAThreadThatEnds(String whoKeeps) throws Exception {
    registrar.registerProvider(
        TestModule.NPI,
        offer -> {
          kept.add(whoKeeps.equals("provider") ? offer : offer.guard());
          return BindingContext.of((TestModule.Work) what -> what);
        });
    return onAThreadThatEnds(
        () ->
            registrar.registerClient(
                TestModule.NPI,
                offer -> {
                  kept.add(whoKeeps.equals("client") ? offer : offer.guard());
                  offer.attach(BindingContext.of((TestModule.Tell) what -> what));
                }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"provider", "client"})
  void R22_an_offer_that_a_module_has_kept_keeps_no_thread(String whoKeeps) throws Exception {
    assertCollected(attachOnAThreadThatEnds(whoKeeps));
    assertThat(kept).hasSize(2).doesNotContainNull();
  }

  private WeakReference<Thread> callOnAThreadThatEnds(Guard guard) throws Exception {
    return onAThreadThatEnds(
        () -> {
          Guard.Call call = guard.enter();
          call.leave();
          kept.add(call);
        });
  }

  @Test
  void R22_a_call_that_a_module_has_kept_after_it_left_keeps_no_thread() throws Exception {
    attachOnAThreadThatEnds("provider");
    Guard guard = (Guard) kept.get(0);
    kept.clear();
    assertCollected(callOnAThreadThatEnds(guard));
    Guard.Call call = (Guard.Call) kept.get(0);
    assertThatThrownBy(call::leave).isInstanceOf(IllegalStateException.class);
  }
}
