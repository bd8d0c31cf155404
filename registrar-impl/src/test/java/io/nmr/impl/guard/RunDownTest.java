package io.nmr.impl.guard;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Side;
import org.junit.jupiter.api.Test;

/** Which calls keep which guard open, and when all is over. */
class RunDownTest extends RunDownSteps {
  @Test
  void R13_marking_begins_with_the_first_call_of_a_bound_pair() {
    requireNonNull(enter(Side.PROVIDER)).leave();
    assertThat(runDown.isMarking()).as("before it is bound").isFalse();
    runDown.open();
    assertThat(runDown.isMarking()).as("bound").isFalse();
    CountedCall first = requireNonNull(enter(Side.PROVIDER));
    assertThat(runDown.isMarking()).as("called").isTrue();
    assertThat(runDown.drain()).as("has to adopt").isTrue();
    Barrier.pass();
    runDown.adopt();
    assertThat(bothDone()).isEmpty();
    requireNonNull(enter(Side.CLIENT)).leave();
    assertThat(runDown.isMarking()).as("taken apart").isFalse();
    first.leave();
    assertThat(runDown.hasRunDown()).isTrue();
  }

  @Test
  void a_pair_that_was_never_called_needs_no_barrier() {
    runDown.open();
    assertThat(runDown.drain()).as("has to adopt").isFalse();
    assertThat(bothDone()).isEqualTo(ALL);
  }

  /**
   * Two calls of the provider, each with a call of the client nested in it after the client's guard
   * has closed, never both over at once: only the client's older call keeps the provider's guard.
   */
  @Test
  void R13_calls_that_came_after_the_clients_guard_closed_keep_the_providers_open_no_longer()
      throws Exception {
    CountedCall older = requireNonNull(enter(Side.CLIENT));
    CountedCall back = requireNonNull(enter(Side.PROVIDER));
    runDown.drain();
    bothDone();
    CountedCall nested = requireNonNull(enter(Side.CLIENT));
    assertThat(isLetIn(Side.CLIENT)).as("another thread, client").isFalse();
    assertThat(isLetIn(Side.PROVIDER)).as("another thread, provider, for the older call").isTrue();
    older.leave();
    assertThat(isLetIn(Side.PROVIDER)).as("another thread, provider").isFalse();
    assertThat(runDown.hasRunDown()).isFalse();
    nested.leave();
    back.leave();
    assertThat(runDown.hasRunDown()).isTrue();
  }

  @Test
  void R7_closing_both_guards_refuses_either_side_whoever_is_inside() throws Exception {
    CountedCall inside = requireNonNull(enter(Side.CLIENT));
    assertThat(runDown.closeBoth()).isEmpty();
    assertThat(isLetIn(Side.CLIENT)).isFalse();
    assertThat(isLetIn(Side.PROVIDER)).isFalse();
    inside.leave();
    assertThat(heard).containsExactly(ALL);
  }

  @Test
  void R7_closing_both_guards_with_nobody_inside_ends_all() {
    assertThat(runDown.closeBoth()).isEqualTo(ALL);
  }
}
