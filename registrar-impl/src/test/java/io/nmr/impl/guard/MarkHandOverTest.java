package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Side;
import org.junit.jupiter.api.Test;

/**
 * The hand-over from marks to the account, step by step: each test puts a thread between two steps
 * of an entry or an exit, and closes the guard there.
 */
class MarkHandOverTest extends RunDownSteps {
  @Test
  void R13_a_marked_call_is_counted_when_the_guard_closes_and_leaves_once() throws Exception {
    bind();
    callerDoes(this::mark);
    assertThat(close()).isEmpty();
    assertThat(runDown.calls(Side.CLIENT)).isEqualTo(1);
    assertThat(bothDone()).isEmpty();
    assertThat(runDown.hasRunDown()).isFalse();
    callerDoes(this::unmark);
    callerDoes(() -> runDown.unmarked(depth));
    assertThat(heard).containsExactly(ALL);
    assertThat(runDown.hasRunDown()).isTrue();
    callerDoes(() -> runDown.unmarked(depth));
    assertThat(heard).hasSize(1);
  }

  @Test
  void R13_nothing_is_concluded_before_the_marks_are_counted() throws Exception {
    bind();
    callerDoes(this::mark);
    runDown.drain();
    assertThat(bothDone()).isEmpty();
    assertThat(runDown.cutOff()).isEmpty();
    assertThat(runDown.hasEnded(Side.CLIENT)).isFalse();
    assertThat(runDown.hasRunDown()).isFalse();
    Barrier.pass();
    assertThat(runDown.adopt()).isEmpty();
    callerDoes(this::unmark);
    callerDoes(() -> runDown.unmarked(depth));
    assertThat(heard).containsExactly(ALL);
  }

  @Test
  void R13_what_was_done_before_the_marks_are_counted_takes_effect_then() {
    bind();
    runDown.drain();
    assertThat(bothDone()).isEmpty();
    Barrier.pass();
    assertThat(runDown.adopt()).isEqualTo(ALL);
  }

  @Test
  void R13_a_call_that_unmarks_before_the_count_is_not_counted() throws Exception {
    bind();
    callerDoes(this::mark);
    runDown.drain();
    callerDoes(this::unmark);
    callerDoes(() -> runDown.unmarked(depth));
    Barrier.pass();
    assertThat(runDown.adopt()).isEmpty();
    assertThat(runDown.calls(Side.CLIENT)).isZero();
    assertThat(bothDone()).isEqualTo(ALL);
  }

  @Test
  void R13_a_call_that_unmarks_before_the_count_and_looks_after_it_is_not_missed()
      throws Exception {
    bind();
    callerDoes(this::mark);
    close();
    bothDone();
    callerDoes(this::unmark);
    assertThat(runDown.hasRunDown()).isFalse();
    callerDoes(() -> runDown.unmarked(depth));
    assertThat(runDown.hasRunDown()).isTrue();
  }

  /** The entry comes too late: it marks, is counted, sees that marks are not enough any more. */
  @Test
  void R13_an_entry_that_marks_while_the_guard_closes_is_taken_back_and_refused() throws Exception {
    bind();
    runDown.drain();
    callerDoes(this::mark);
    Barrier.pass();
    runDown.adopt();
    bothDone();
    assertThat(runDown.hasRunDown()).isFalse();
    callerDoes(
        () -> {
          assertThat(runDown.isMarking()).isFalse();
          unmark();
          runDown.unmarked(depth);
          call = enter(Side.CLIENT);
        });
    assertThat(call).isNull();
    assertThat(heard).containsExactly(ALL);
  }

  @Test
  void R13_a_thread_inside_by_a_mark_may_nest_when_the_guard_has_closed() throws Exception {
    bind();
    callerDoes(this::mark);
    close();
    bothDone();
    callerDoes(() -> call = enter(Side.CLIENT));
    assertThat(call).isNotNull();
    assertThat(enter(Side.CLIENT)).isNull();
    callerDoes(call::leave);
    callerDoes(this::unmark);
    callerDoes(() -> runDown.unmarked(depth));
    assertThat(runDown.hasRunDown()).isTrue();
  }

  @Test
  void R21_a_marked_call_that_goes_on_without_its_thread_is_counted_from_then_on()
      throws Exception {
    bind();
    callerDoes(this::mark);
    callerDoes(() -> call = goOn(Side.CLIENT, depth));
    callerDoes(this::unmark);
    close();
    bothDone();
    assertThat(runDown.inProgress()).containsExactly(new InProgress(Side.CLIENT, null));
    call.leave();
    assertThat(heard).containsExactly(ALL);
  }

  /** The mark is counted although the call has been counted on its own: once too often, for now. */
  @Test
  void R21_a_guard_that_closes_while_a_call_leaves_its_thread_counts_it_until_both_have_ended()
      throws Exception {
    bind();
    callerDoes(this::mark);
    callerDoes(() -> call = goOn(Side.CLIENT, depth));
    close();
    callerDoes(this::unmark);
    callerDoes(() -> runDown.unmarked(depth));
    bothDone();
    assertThat(runDown.hasRunDown()).isFalse();
    call.leave();
    assertThat(runDown.hasRunDown()).isTrue();
  }

  @Test
  void R21_a_counted_mark_may_go_on_without_its_thread() throws Exception {
    bind();
    callerDoes(this::mark);
    close();
    callerDoes(() -> call = goOn(Side.CLIENT, depth));
    callerDoes(this::unmark);
    callerDoes(() -> runDown.unmarked(depth));
    bothDone();
    assertThat(runDown.inProgress()).containsExactly(new InProgress(Side.CLIENT, null));
    call.leave();
    assertThat(runDown.hasRunDown()).isTrue();
  }

  /** A nested call that needed no mark of its own, and goes on when the guards have closed. */
  @Test
  void R21_a_call_that_goes_on_after_the_guards_have_closed_is_not_taken_for_an_older_one()
      throws Exception {
    bind();
    callerDoes(this::mark);
    close();
    runDown.cutOff();
    callerDoes(() -> call = goOn(Side.CLIENT, -1));
    call.leave();
    assertThat(runDown.hasEnded(Side.PROVIDER)).isFalse(); // it can still call from inside the mark
    callerDoes(this::unmark);
    callerDoes(() -> runDown.unmarked(depth));
    assertThat(runDown.hasEnded(Side.PROVIDER)).isTrue();
  }

  @Test
  void H4_who_is_inside_by_a_mark_can_be_named_while_the_pair_is_bound() throws Exception {
    bind();
    callerDoes(this::mark);
    assertThat(runDown.inProgress())
        .singleElement()
        .satisfies(inside -> assertThat(inside.thread().getName()).isEqualTo("caller"));
    callerDoes(this::unmark);
  }
}
