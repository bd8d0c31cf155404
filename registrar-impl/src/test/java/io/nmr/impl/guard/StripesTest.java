package io.nmr.impl.guard;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/**
 * Calls of a bound pair that no mark stands for: they are counted apart until it is taken apart.
 */
class StripesTest extends RunDownSteps {
  @Test
  void R13_what_the_stripes_have_counted_is_in_the_account_when_the_pair_is_taken_apart()
      throws Exception {
    bind();
    CountedCall mine = requireNonNull(enter(Side.CLIENT));
    callerDoes(() -> call = enter(Side.PROVIDER));
    assertThat(List.of(mine.stripe, call.stripe)).doesNotContainNull();
    close();
    assertThat(bothDone()).isEmpty();
    mine.leave();
    assertThat(runDown.hasRunDown()).isFalse();
    call.leave();
    assertThat(heard).containsExactly(Set.of(), ALL);
  }

  @Test
  void R13_what_has_left_its_stripe_is_not_in_the_account() {
    bind();
    CountedCall first = requireNonNull(enter(Side.CLIENT));
    requireNonNull(enter(Side.CLIENT)).leave();
    first.leave();
    close();
    assertThat(bothDone()).isEqualTo(ALL);
    assertThat(heard).isEmpty();
  }

  @Test
  void R13_the_closed_guard_lets_in_the_thread_of_a_call_that_a_stripe_has_counted()
      throws Exception {
    bind();
    callerDoes(() -> call = enter(Side.CLIENT));
    close();
    bothDone();
    assertThat(isLetIn(Side.CLIENT)).as("nested in it").isTrue();
    assertThat(enter(Side.CLIENT)).as("another thread").isNull();
    call.leave();
    assertThat(isLetIn(Side.CLIENT)).as("no more").isFalse();
  }

  @Test
  void R13_threads_whose_calls_were_counted_here_and_there_may_all_nest() throws Exception {
    runDown.open();
    CountedCall first = requireNonNull(enter(Side.CLIENT));
    callerDoes(() -> call = enter(Side.CLIENT));
    assertThat(first.stripe).as("the first is in the account").isNull();
    assertThat(call.stripe).isNotNull();
    close();
    bothDone();
    requireNonNull(enter(Side.CLIENT), "refused here").leave();
    assertThat(isLetIn(Side.CLIENT)).isTrue();
  }

  @Test
  void R13_more_threads_than_stripes_are_all_waited_for() throws Exception {
    bind();
    Queue<CountedCall> inside = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < 100; number++) {
      Thread thread = new Thread(() -> inside.add(requireNonNull(enter(Side.CLIENT))));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(runDown.calls(Side.CLIENT)).isEqualTo(100);
    close();
    bothDone();
    for (CountedCall each : inside) {
      assertThat(runDown.hasRunDown()).isFalse();
      each.leave();
    }
    assertThat(runDown.hasRunDown()).isTrue();
  }

  @Test
  void H5_who_is_in_no_call_is_refused_from_the_abandon_on_though_marks_are_yet_to_be_counted() {
    bind();
    requireNonNull(enter(Side.CLIENT)).leave();
    runDown.drain();
    runDown.cutOff();
    assertThat(enter(Side.CLIENT)).isNull();
  }

  @Test
  void a_call_leaves_once_wherever_it_is_counted() {
    bind();
    CountedCall left = requireNonNull(enter(Side.CLIENT));
    CountedCall moved = requireNonNull(enter(Side.CLIENT));
    left.leave();
    assertThatThrownBy(left::leave).hasMessageContaining("has left already");
    close();
    assertThatThrownBy(left::leave).hasMessageContaining("has left already");
    moved.leave();
    assertThatThrownBy(moved::leave).hasMessageContaining("has left already");
    assertThat(bothDone()).isEqualTo(ALL);
  }

  @Test
  void R21_a_call_goes_on_without_its_thread_wherever_it_is_counted() {
    bind();
    List<CountedCall> calls = new ArrayList<>();
    for (int number = 0; number < 2; number++) {
      calls.add(requireNonNull(enter(Side.CLIENT)));
    }
    InProgress here = new InProgress(Side.CLIENT, Thread.currentThread());
    InProgress nowhere = new InProgress(Side.CLIENT, null);
    assertThat(runDown.inProgress()).containsExactly(here, here);
    calls.get(0).leaveThread();
    assertThat(runDown.inProgress()).containsExactly(nowhere, here);
    close();
    assertThat(runDown.inProgress()).containsExactly(nowhere, here);
    calls.get(1).leaveThread();
    assertThat(runDown.inProgress()).containsExactly(nowhere, nowhere);
  }

  @Test
  void R22_a_call_that_has_left_its_stripe_keeps_no_thread() {
    bind();
    CountedCall call = requireNonNull(enter(Side.CLIENT));
    assertThat(call.thread).isSameAs(Thread.currentThread());
    call.leave();
    assertThat(call.thread).isNull();
  }

  /** A thread that has found the stripes just before the pair was taken apart. */
  @Test
  void who_comes_late_to_the_stripes_is_sent_to_the_ledger() {
    Stripes stripes = new Stripes();
    CountedCall counted = CountedCall.withoutThread(runDown, Side.CLIENT);
    assertThat(stripes.add(counted)).isTrue();
    Stripes.Stripe stripe = requireNonNull(counted.stripe);
    CallLedger ledger = new CallLedger();
    stripes.closeInto(ledger);
    assertThat(stripes.add(CountedCall.withoutThread(runDown, Side.CLIENT))).isFalse();
    assertThat(stripe.leave(counted)).isEqualTo(Stripes.Leaving.ELSEWHERE);
    assertThat(stripe.leaveThread(counted)).isFalse();
    List<InProgress> inLedger = new ArrayList<>();
    ledger.addInProgress(inLedger);
    assertThat(inLedger).containsExactly(new InProgress(Side.CLIENT, null));
  }
}
