package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider that is replaced again and again while two threads call. */
@Timeout(120)
class HotSwapIT {
  private static final int SWAPS = 100;
  private static final int THREADS = 2;

  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicLong answersOfBest = new AtomicLong();
  private final AtomicLong answersOfOther = new AtomicLong();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private Osgi osgi;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withRegistrar();
  }

  @AfterEach
  void stop() throws Exception {
    isOver.set(true);
    osgi.close();
  }

  private static TestBundle provider(String name, int priority, int version) {
    return TestBundle.module(name, "PlainProvider")
        .header("Itest-Priority", Integer.toString(priority))
        .header("Bundle-Version", version + ".0.0");
  }

  private void load(Function<Object, Object> client) {
    while (!isOver.get()) {
      try {
        boolean isBest = client.apply("x").equals("best");
        (isBest ? answersOfBest : answersOfOther).incrementAndGet();
      } catch (Throwable failed) {
        failures.add(failed);
      }
    }
  }

  private void awaitMoreThan(AtomicLong count, long before) {
    await().pollInterval(Duration.ofMillis(1)).until(() -> count.get() > before);
  }

  @Test
  void R13_a_hundred_hot_swaps_under_load_fail_no_call() throws Exception {
    Module best = osgi.start(provider("best", 2, 1));
    osgi.start(provider("other", 1, 1));
    Function<Object, Object> client =
        osgi.start(TestBundle.module("client", "SetClient")).commands();
    List<Doing> threads = new ArrayList<>();
    for (int number = 0; number < THREADS; number++) {
      threads.add(Doing.run("load " + number, () -> load(client)));
    }

    for (int swap = 2; swap <= SWAPS + 1; swap++) {
      long before = answersOfBest.get();
      try (InputStream jar = provider("best", 2, swap).open()) {
        best.bundle().update(jar);
      }
      awaitMoreThan(answersOfBest, before); // each version is in use before it is replaced
    }

    isOver.set(true);
    for (Doing each : threads) {
      each.await();
    }
    assertThat(failures).isEmpty();
    assertThat(best.bundle().getVersion()).hasToString(SWAPS + 1 + ".0.0");
    assertThat(answersOfOther).as("calls that went to the other meanwhile").hasPositiveValue();
    assertThat(osgi.runtime().bindings()).hasSize(2);
    assertThat(osgi.runtime().pending()).isEmpty();
  }
}
