package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Deregistration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R12 among many: a callback that blocks delays no other, and prompt ones need no threads. */
@Timeout(60)
class SharedDetachTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);

  /** The body of a callback that blocks until another one of the same unload has been called. */
  private void waitFor(CountDownLatch latch) {
    HeldCall.await(latch); // what it throws when that does not happen is logged and taken as done
    trace.add("let go");
  }

  /** Three clients in order of registration; the first's detach waits for the third's. */
  private void attachThreeOfWhichTheFirstWaitsForTheThird() {
    CountDownLatch third = new CountDownLatch(1);
    aClient(trace).named("first").onDetach(() -> waitFor(third)).registeredWith(registrar);
    aClient(trace).named("second").registeredWith(registrar);
    aClient(trace).named("third").onDetach(third::countDown).registeredWith(registrar);
  }

  private void assertThatAllWasAskedAndCleanedUp() {
    assertThat(trace.lines()).contains("let go");
    assertThat(trace.ending("detach"))
        .contains("first detach", "second detach", "third detach")
        .hasSize(6);
    assertThat(trace.ending("cleanup")).hasSize(6);
  }

  @Test
  void R12_a_detach_that_blocks_keeps_no_other_binding_from_being_asked() throws Exception {
    attachThreeOfWhichTheFirstWaitsForTheThird();
    provider.registeredWith(registrar);
    provider.deregister().await();
    assertThatAllWasAskedAndCleanedUp();
  }

  @Test
  void R12_nor_does_one_in_a_hold() {
    attachThreeOfWhichTheFirstWaitsForTheThird();
    LocalModule own = registrar.module("own");
    provider.registeredWith(own);
    own.close();
    assertThatAllWasAskedAndCleanedUp();
  }

  @Test
  void R12_several_that_block_delay_no_other_one() throws Exception {
    // Each of four waits for the last; every one of them needs a thread that takes over from it.
    CountDownLatch last = new CountDownLatch(1);
    for (int i = 0; i < 4; i++) {
      aClient(trace).onDetach(() -> waitFor(last)).registeredWith(registrar);
    }
    aClient(trace).onDetach(last::countDown).registeredWith(registrar);
    provider.registeredWith(registrar);
    provider.deregister().await();
    assertThat(trace.ending("let go")).hasSize(4);
    assertThat(trace.ending("client detach")).hasSize(5);
    assertThat(trace.ending("client cleanup")).hasSize(5);
  }

  @Test
  void R15_a_cleanup_that_blocks_delays_no_other_one() throws Exception {
    CountDownLatch last = new CountDownLatch(1);
    aClient(trace).onCleanup(() -> waitFor(last)).registeredWith(registrar);
    aClient(trace).onCleanup(last::countDown).registeredWith(registrar);
    provider.registeredWith(registrar);
    provider.deregister().await();
    assertThat(trace.ending("let go")).hasSize(1);
    assertThat(trace.ending("client cleanup")).hasSize(2);
  }

  @Test
  void R12_a_detach_may_wait_for_its_own_side_whose_other_binding_is_yet_to_be_asked()
      throws Exception {
    // The provider's deregistration is inside first's detach, which unloads second and waits for
    // that: second's binding is begun, and nobody but the thread that waits has it in its list.
    LocalModule module = registrar.module("second");
    TestClient second = aClient(trace).named("second");
    aClient(trace).named("first").onDetach(module::close).registeredWith(registrar);
    second.registeredWith(module);
    provider.registeredWith(registrar);
    provider.deregister().await();
    assertThat(trace.ending("cleanup")).contains("first cleanup", "second cleanup").hasSize(4);
  }

  @Test
  void R19_several_threads_at_one_deregistration_are_all_found_inside() throws Exception {
    // Both clients' detaches are held at once, on two threads, and each is a blocker.
    HeldCall one = new HeldCall();
    HeldCall two = new HeldCall();
    aClient(trace).onDetach(one::hold).registeredWith(registrar);
    aClient(trace).onDetach(two::hold).registeredWith(registrar);
    provider.registeredWith(registrar);
    one.by("deregistering", provider::deregister);
    two.isInside();
    Deregistration deregistration = Background.elsewhere(provider::deregister);
    assertThat(deregistration.blockers())
        .filteredOn(blocker -> blocker.thread().isPresent())
        .extracting(blocker -> blocker.thread().get())
        .contains("deregistering")
        .doesNotHaveDuplicates()
        .hasSize(2);
    one.leaveAndReturn();
    assertThat(deregistration.isPending()).isTrue();
    two.leave();
    deregistration.await();
    assertThat(trace.ending("cleanup")).hasSize(4);
  }

  private static long threadsStarted() {
    return ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
  }

  @Test
  void a_thousand_clients_that_detach_promptly_need_no_threads_of_their_own() throws Exception {
    Trace none = new Trace();
    for (int i = 0; i < 1000; i++) {
      aClient(none).registeredWith(registrar);
    }
    provider.registeredWith(registrar);
    long before = threadsStarted();
    provider.deregister().await();
    assertThat(threadsStarted() - before).isLessThan(50);
    assertThat(registrar.runtime().bindings()).isEmpty();
  }

  @Test
  void a_hundred_calls_that_end_after_the_deregistration_share_threads() throws Exception {
    List<HeldCall> calls = new ArrayList<>();
    provider.answering(what -> calls.get(Integer.parseInt(what)).hold(what));
    provider.registeredWith(registrar);
    for (int i = 0; i < 100; i++) {
      TestClient client = aClient(trace).registeredWith(registrar);
      String number = String.valueOf(i);
      calls.add(new HeldCall());
      calls.get(i).by("caller", () -> client.call(number));
    }
    Deregistration deregistration = provider.deregister();
    long before = threadsStarted();
    calls.forEach(HeldCall::leave);
    deregistration.await();
    assertThat(threadsStarted() - before).isLessThan(50);
    assertThat(trace.ending("provider cleanup")).hasSize(100);
  }
}
