package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** A thousand modules that come, are called, and go, while their peers stay. */
@Timeout(300)
class CyclesIT {
  private static final int CYCLES = Boolean.getBoolean("nmr.tests.full") ? 1_000 : 400;
  private static final int WARM = 200;

  /**
   * What the heap may grow by, for the frameworks' own sake: one that starts and stops a bundle
   * that uses nothing of ours grows by half of it. A module that is left behind takes ten times as
   * much, with its loader; but that no loader is left is seen by itself.
   */
  private static final long TOLERATED_BYTES_PER_CYCLE = 3_000;

  /** Threads of the registrar and of the framework that happen to be there, or not. */
  private static final int TOLERATED_THREADS = 2;

  private final Set<WeakReference<ClassLoader>> loaders = new HashSet<>();
  private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
  private Osgi osgi;
  private Module stayingProvider;
  private Module stayingClient;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of(), line -> {});
    osgi.installRegistrar().start();
    stayingProvider = osgi.startProvider("staying-provider");
    stayingClient = osgi.startClient("staying-client");
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  /** Installs, starts, attaches, calls in both directions, stops, uninstalls. */
  private void cycle(int number) throws Exception {
    boolean isProvider = number % 2 == 0;
    String name = "leaver-" + number;
    Module leaver = isProvider ? osgi.startProvider(name) : osgi.startClient(name);
    Module peer = isProvider ? stayingClient : stayingProvider;
    String answer = isProvider ? " knows x" : " did x";
    assertThat(leaver.call("x")).isEqualTo(peer.name() + answer);
    assertThat(peer.call("#1 y")).asString().startsWith(name);
    Bundle bundle = leaver.bundle();
    loaders.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader(), collected));
    bundle.stop();
    bundle.uninstall();
    osgi.outside.forgetEvents();
  }

  private int loadersLeft() {
    System.gc();
    for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
      loaders.remove(gone);
    }
    return loaders.size();
  }

  private void awaitCollected() {
    await().atMost(Duration.ofSeconds(30)).until(() -> loadersLeft() == 0);
  }

  /** The least of a few, as what has just become unreachable may take one more collection. */
  private long usedBytes() {
    osgi.forgetUsersOfOutside();
    long least = Long.MAX_VALUE;
    for (int look = 0; look < 5; look++) {
      System.gc();
      Runtime jvm = Runtime.getRuntime();
      least = Math.min(least, jvm.totalMemory() - jvm.freeMemory());
    }
    return least;
  }

  @Test
  void R22_a_thousand_modules_that_have_gone_leave_no_class_loader_no_heap_and_no_thread()
      throws Exception {
    for (int number = 0; number < WARM; number++) {
      cycle(number);
    }
    awaitCollected();
    long warmBytes = usedBytes();
    int warmThreads = ManagementFactory.getThreadMXBean().getThreadCount();

    for (int number = WARM; number < CYCLES; number++) {
      cycle(number);
    }

    awaitCollected();
    long grown = usedBytes() - warmBytes;
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    System.out.printf(
        "cycles %d to %d: heap %+d bytes of %d, threads %d to %d%n",
        WARM, CYCLES, grown, warmBytes, warmThreads, threads);
    assertThat(grown)
        .as("growth of the heap in %s cycles", CYCLES - WARM)
        .isLessThan((CYCLES - WARM) * TOLERATED_BYTES_PER_CYCLE);
    assertThat(threads).isLessThanOrEqualTo(warmThreads + TOLERATED_THREADS);
    assertThat(osgi.runtime().bindings()).hasSize(1);
    assertThat(osgi.runtime().pending()).isEmpty();
  }
}
