package io.nmr.impl.guard;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Side;
import org.junit.jupiter.api.Test;

/** What may be done for a call on other threads, one step at a time. */
class NestedCallsTest extends RunDownSteps {
  private final Runnable dispatch =
      (Runnable) new GuardMaker(Runnable.class).guard(runDown, Side.CLIENT, (Runnable) () -> {});
  private final NestedCalls inCall =
      NestedCalls.copyOf(NestedCalls.prototype(dispatch, runDown, Side.CLIENT));

  /** Whether the current thread, which is in no call, is let in for the call. */
  private boolean isLetInForIt() {
    CountedCall entering = CountedCall.onThread(runDown, Side.CLIENT);
    boolean isLetIn = runDown.enter(entering, inCall);
    if (isLetIn) {
      entering.leave();
    }
    return isLetIn;
  }

  @Test
  void R13_what_is_done_for_a_marked_call_is_let_in_until_that_has_ended() throws Exception {
    bind();
    callerDoes(this::mark);
    NestedCalls.begin(inCall, depth, null);
    close();
    bothDone();
    assertThat(enter(Side.CLIENT)).as("new work").isNull();
    assertThat(isLetInForIt()).isTrue();
    callerDoes(
        () -> {
          NestedCalls.end(inCall);
          unmark();
          runDown.unmarked(depth);
        });
    assertThat(isLetInForIt()).isFalse();
    assertThat(runDown.hasRunDown()).isTrue();
  }

  /**
   * A function that throws: its thread takes the mark back before it says that the call is over.
   */
  @Test
  void R13_a_call_whose_mark_is_gone_gives_no_right_any_more() throws Exception {
    bind();
    callerDoes(this::mark);
    NestedCalls.begin(inCall, depth, null);
    runDown.drain();
    callerDoes(this::unmark);
    Barrier.pass();
    runDown.adopt();
    assertThat(bothDone()).isEqualTo(ALL);
    assertThat(isLetInForIt()).isFalse();
  }

  @Test
  void R13_a_call_that_came_after_the_close_gives_its_right_to_nobody() throws Exception {
    bind();
    callerDoes(this::mark);
    close();
    bothDone();
    callerDoes(
        () -> {
          call = requireNonNull(enter(Side.CLIENT));
          NestedCalls.begin(inCall, 0, call);
        });
    assertThat(isLetInForIt()).isFalse();
    callerDoes(call::leave);
  }

  @Test
  void R13_what_is_done_for_an_older_call_keeps_the_providers_guard_open() throws Exception {
    bind();
    callerDoes(this::mark);
    NestedCalls.begin(inCall, depth, null);
    close();
    bothDone();
    CountedCall nested = CountedCall.onThread(runDown, Side.CLIENT);
    assertThat(runDown.enter(nested, inCall)).isTrue();
    callerDoes(
        () -> {
          NestedCalls.end(inCall);
          unmark();
          runDown.unmarked(depth);
        });
    assertThat(isLetIn(Side.PROVIDER)).as("to be called back for it").isTrue();
    nested.leave();
    assertThat(isLetIn(Side.PROVIDER)).isFalse();
  }

  /** A call back that was marked when the client's guard closed goes on without its thread. */
  @Test
  void R12_a_call_that_goes_on_as_an_adopted_one_is_as_old_for_the_peer() throws Exception {
    bind();
    callerDoes(() -> depth = Marks.push(Marks.own(), runDown.mark(Side.PROVIDER)));
    close();
    runDown.done(Side.CLIENT);
    assertThat(runDown.hasEnded(Side.CLIENT)).as("may be called from in there").isFalse();
    callerDoes(
        () -> {
          call = goOn(Side.PROVIDER, depth);
          unmark();
          runDown.unmarked(depth);
        });
    assertThat(runDown.hasEnded(Side.CLIENT)).as("it goes on").isFalse();
    call.leave();
    assertThat(runDown.hasEnded(Side.CLIENT)).isTrue();
  }
}
