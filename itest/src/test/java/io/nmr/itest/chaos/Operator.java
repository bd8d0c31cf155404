package io.nmr.itest.chaos;

import io.nmr.itest.Facts;
import io.nmr.itest.Osgi;
import io.nmr.itest.RuntimeView;
import io.nmr.itest.fixture.chaos.tally.Leaving;
import io.nmr.itest.fixture.chaos.tally.Pair;
import io.nmr.itest.fixture.chaos.tally.Tally;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Abandons bindings that somebody waits for, and tells their pairs which side left by that. */
final class Operator {
  private static final Set<String> WAITED_FOR = Set.of("DETACHING", "ABANDONED");

  private final Osgi osgi;
  private final Tally tally;
  private long abandoned; // guarded by this

  Operator(Osgi osgi, Tally tally) {
    this.osgi = osgi;
    this.tally = tally;
  }

  synchronized long abandoned() {
    return abandoned;
  }

  /** One after the other, so that each knows what came of its own. */
  synchronized void abandonOne(int choice) {
    RuntimeView runtime = runtime().orElse(null);
    if (runtime == null) {
      return;
    }
    List<Facts> waited =
        runtime.bindings().stream()
            .filter(each -> WAITED_FOR.contains(each.text("state")))
            .toList();
    if (!waited.isEmpty()) {
      abandon(runtime, waited.get(choice % waited.size()));
    }
  }

  private Optional<RuntimeView> runtime() {
    try {
      return osgi.hasRuntime() ? Optional.of(osgi.runtime()) : Optional.empty();
    } catch (RuntimeException | AssertionError gone) {
      return Optional.empty();
    }
  }

  private void abandon(RuntimeView runtime, Facts binding) {
    long id = (Long) binding.get("id");
    Pair pair = tally.pairOrNull(id);
    if (pair == null) {
      return;
    }
    long before = timesAbandoned(runtime, id);
    pair.beginAbandon();
    try {
      runtime.abandon(id);
    } catch (IllegalArgumentException | IllegalStateException hasGone) {
      pair.notAbandoned();
      return;
    }
    if (timesAbandoned(runtime, id) == before) {
      pair.notAbandoned();
    } else {
      abandoned++;
      pair.abandoned(
          leaving(runtime, binding.facts("client")), leaving(runtime, binding.facts("provider")));
    }
  }

  private static long timesAbandoned(RuntimeView runtime, long id) {
    return runtime.abandoned().stream().filter(each -> each.get("bindingId").equals(id)).count();
  }

  /** With that side's registration as it was before. */
  private static Leaving leaving(RuntimeView runtime, Facts registration) {
    boolean isRegistered =
        runtime.registrations().stream()
            .filter(each -> each.get("id").equals(registration.get("id")))
            .anyMatch(each -> !isDeregistering(each));
    return Leaving.of(isDeregistering(registration), !isRegistered);
  }

  private static boolean isDeregistering(Facts registration) {
    return (Boolean) registration.get("isDeregistering");
  }
}
