package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.impl.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Marked calls against the closing of their guard, also with one part of the guard taken out, which
 * must be found. Lincheck does not know safepoints, so the guard runs with a fence on each entry
 * and exit ({@code -Dnmr.guard.barrier=fence}). Lincheck's memory is sequentially consistent, so it
 * cannot see that a fence is missing; {@link io.nmr.impl.JcstressTest} does.
 */
class MarkedCallsLincheckTest {
  /** The guard as it is. */
  public static class Whole extends MarkedCalls {
    public Whole() {
      super(new Subject());
    }
  }

  /** The guard as it is, for the stress runs. */
  public static class Stressed extends MarkedCalls {
    public Stressed() {
      super(new Subject());
    }
  }

  /** A guard whose entry looks before it marks. */
  public static class WithoutRecheck extends MarkedCalls {
    public WithoutRecheck() {
      super(
          new Subject() {
            @Override
            int enter(long[] own) {
              return Broken.lookAndMark(runDown, own);
            }
          });
    }
  }

  /** A guard whose exit does not look. */
  public static class WithoutTakingBack extends MarkedCalls {
    public WithoutTakingBack() {
      super(
          new Subject() {
            @Override
            void exit(long[] own, int height, int depth, @Nullable CountedCall call) {
              Broken.unmark(own, height, call);
            }
          });
    }
  }

  @Test
  void model_checked() {
    Lincheck.modelCheck(Whole.class, MarkedCallsSpec.class);
  }

  @Test
  void under_stress() {
    Lincheck.stress(Stressed.class, MarkedCallsSpec.class);
  }

  @Tag("full")
  @Test
  void an_entry_that_does_not_look_again_is_caught() {
    assertThatThrownBy(
            () -> Lincheck.modelCheckTheBroken(WithoutRecheck.class, MarkedCallsSpec.class))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("cleaned up while inside");
  }

  @Test
  void an_exit_that_takes_nothing_back_is_caught() {
    assertThatThrownBy(
            () -> Lincheck.modelCheckTheBroken(WithoutTakingBack.class, MarkedCallsSpec.class))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("a call that has left is waited for");
  }
}
