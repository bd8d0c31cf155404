package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.osgi.framework.Bundle;

/** What it means that a stop is held. */
public final class Held {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Held() {}

  /** The stop has got as far as the registrar, waits there, and the runtime shows it. */
  static void assertHeld(RuntimeView runtime, Bundle bundle, Doing stop) {
    awaitInRegistrar(stop);
    assertShown(runtime, bundle);
  }

  /** The same for a stop on a thread of the framework's. */
  static void assertHeld(RuntimeView runtime, Bundle bundle) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                bundle.getState() == Bundle.STOPPING
                    && Thread.getAllStackTraces().keySet().stream().anyMatch(Held::isStopWaiting));
    assertShown(runtime, bundle);
  }

  /** Some bundle's stop, on a thread of the framework's, waits in the registrar. */
  static void awaitAStopInRegistrar() {
    await()
        .atMost(PATIENCE)
        .until(() -> Thread.getAllStackTraces().keySet().stream().anyMatch(Held::isStopWaiting));
  }

  /** Waits for that, with a bound. */
  public static void awaitUntil(Callable<Boolean> condition) {
    await().atMost(PATIENCE).until(condition);
  }

  /** That thread waits in the registrar. */
  public static void awaitInRegistrar(Doing doing) {
    await().atMost(PATIENCE).until(() -> doing.isDone() || isInRegistrar(doing.thread()));
    assertThat(doing.isDone()).as("it has ended").isFalse();
  }

  private static void assertShown(RuntimeView runtime, Bundle bundle) {
    assertThat(bundle.getState()).as("state of " + bundle).isEqualTo(Bundle.STOPPING);
    assertThat(runtime.pending())
        .as("pending holds of " + bundle)
        .anySatisfy(
            pending -> {
              assertThat(pending.get("isHold")).isEqualTo(true);
              assertThat(pending.facts("registration").get("ownerId"))
                  .isEqualTo(bundle.getBundleId());
            });
  }

  private static boolean isStopWaiting(Thread thread) {
    return !thread.getName().startsWith("nmr-") && isInRegistrar(thread);
  }

  /** Whether that thread waits there. */
  public static boolean isInRegistrar(Thread thread) {
    Thread.State state = thread.getState();
    return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().startsWith("io.nmr.impl."));
  }
}
