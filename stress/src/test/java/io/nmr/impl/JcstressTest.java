package io.nmr.impl;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.nmr.impl.core.DeregisteringAgainstOffer;
import io.nmr.impl.core.TwoCleanings;
import io.nmr.impl.core.TwoDeregistrations;
import io.nmr.impl.core.TwoEnds;
import io.nmr.impl.guard.BrokenNoBarrier;
import io.nmr.impl.guard.BrokenNoRecheck;
import io.nmr.impl.guard.BrokenNoTakingBack;
import io.nmr.impl.guard.DoneAgainstLeave;
import io.nmr.impl.guard.EntryAgainstClosing;
import io.nmr.impl.guard.ExitAgainstClosing;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Races of two threads on the machine as it is. Further tests show that these races find errors:
 * they run with one part of the guard's protocol taken out, and must see forbidden results.
 */
class JcstressTest {
  private static final String FENCE = "-Dnmr.guard.barrier=fence";
  private static final String SAFEPOINT = "-Dnmr.guard.barrier=safepoint";

  @Test
  void holds() throws Exception {
    Jcstress.run(
            "all",
            List.of(
                EntryAgainstClosing.class,
                ExitAgainstClosing.class,
                DoneAgainstLeave.class,
                DeregisteringAgainstOffer.class,
                TwoDeregistrations.class,
                TwoCleanings.class,
                TwoEnds.class))
        .hasHeld();
  }

  @Test
  void holds_where_entry_and_exit_have_a_fence() throws Exception {
    assumeFalse(Jcstress.isShort(), "Lincheck checks this in the build");
    Jcstress.run(
            "fence",
            List.of(EntryAgainstClosing.class, ExitAgainstClosing.class),
            "-jvmArgsPrepend",
            FENCE)
        .hasHeld();
  }

  @Tag("full")
  @Test
  void a_closing_without_the_barrier_is_caught() throws Exception {
    List<Class<?>> broken = List.of(BrokenNoBarrier.class);
    // The build looks long enough too, because no other test sees what a processor delays. If other
    // work has the processors, the two threads seldom run at once, so the next look is longer.
    Jcstress looked = withoutBarrier(broken, 5);
    for (int iterations = 20; !looked.isCaught(broken) && iterations <= 320; iterations *= 4) {
      looked = withoutBarrier(broken, iterations);
    }
    looked.hasCaught(broken);
  }

  private static Jcstress withoutBarrier(List<Class<?>> broken, int iterations) throws Exception {
    return Jcstress.run(
        "no-barrier",
        broken,
        "-m",
        "quick",
        "-f",
        "1",
        "-fsm",
        "1",
        "-iters",
        Integer.toString(iterations),
        "-time",
        "200",
        "-jvmArgs",
        SAFEPOINT);
  }

  @Test
  void an_entry_that_looks_too_early_and_an_exit_that_does_not_look_are_caught() throws Exception {
    assumeFalse(Jcstress.isShort(), "Lincheck finds them in the build");
    List<Class<?>> broken = List.of(BrokenNoRecheck.class, BrokenNoTakingBack.class);
    Jcstress.run("steps-left-out", broken, "-jvmArgs", FENCE).hasCaught(broken);
  }
}
