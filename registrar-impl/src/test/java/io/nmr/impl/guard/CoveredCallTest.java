package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Side;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Calls that are covered by one of the same kind further out, and go on without their thread when
 * that one has ended: which of them the provider may call back for, on any thread (R13, R21).
 */
@Timeout(30)
class CoveredCallTest {
  private final CompletableFuture<String> stage = new CompletableFuture<>();
  private final RunDown runDown =
      new RunDown() {
        @Override
        protected void left(Set<Change> changes) {}

        @Override
        protected RuntimeException refused(Side caller) {
          return new IllegalStateException("refused " + caller);
        }
      };
  private final SideGuard guard = new SideGuard(runDown, Side.CLIENT);

  private void drain() {
    if (runDown.drain()) {
      Barrier.pass();
    }
    runDown.adopt();
  }

  private void bothDone() {
    runDown.done(Side.CLIENT);
    runDown.done(Side.PROVIDER);
  }

  /** In a call that ends, one that goes on; both sides are done before it, or while it runs. */
  private void callInACall(boolean isLate) {
    guard.run(
        () -> {
          drain();
          if (isLate) {
            bothDone();
          }
          guard.run(
              () -> {
                bothDone();
                return stage;
              });
          return "";
        });
  }

  private boolean isProviderLetIn() {
    CountedCall entering = CountedCall.onThread(runDown, Side.PROVIDER);
    boolean isLetIn = runDown.enter(entering, null);
    if (isLetIn) {
      entering.leave();
    }
    return isLetIn;
  }

  private void assertEndsWithTheStage() {
    assertThat(runDown.hasRunDown()).isFalse();
    stage.complete("done");
    assertThat(runDown.hasRunDown()).isTrue();
    assertThat(runDown.inProgress()).isEmpty();
  }

  @Test
  void R13_a_call_from_before_the_close_keeps_the_providers_guard_open_when_it_goes_on_alone() {
    callInACall(false);
    assertThat(isProviderLetIn()).isTrue();
    assertEndsWithTheStage();
    assertThat(isProviderLetIn()).isFalse();
  }

  @Test
  void R13_so_does_one_of_a_bound_pair_that_was_marked_further_out() {
    runDown.open();
    guard.enter().leave(); // from the first call on, calls mark
    callInACall(false);
    assertThat(isProviderLetIn()).isTrue();
    assertEndsWithTheStage();
  }

  @Test
  void R13_a_call_from_after_the_close_keeps_it_open_no_longer() {
    callInACall(true);
    assertThat(isProviderLetIn()).isFalse();
    assertEndsWithTheStage();
  }

  @Test
  void H5_from_the_abandon_on_a_call_in_a_call_is_refused_too() {
    runDown.open();
    guard.run(
        () -> {
          guard.run(() -> assertThat(runDown.calls(Side.CLIENT)).isEqualTo(2));
          drain();
          guard.run(() -> ""); // draining refuses nobody who is inside
          runDown.cutOff();
          assertThatThrownBy(() -> guard.run(() -> "")).hasMessage("refused client");
          return "";
        });
    bothDone();
    assertThat(runDown.hasRunDown()).isTrue();
  }
}
