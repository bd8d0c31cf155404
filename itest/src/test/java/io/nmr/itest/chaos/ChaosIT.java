package io.nmr.itest.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nmr.itest.Loaders;
import io.nmr.itest.Osgi;
import io.nmr.itest.RuntimeView;
import io.nmr.itest.fixture.chaos.tally.Count;
import io.nmr.itest.fixture.chaos.tally.Tally;
import io.nmr.itest.fixture.chaos.tally.VirtualThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Modules of every kind, and the registrar, come and go at random under load. {@code
 * -Dnmr.chaos.seed=N} repeats what each thread does to the bundles (not how the threads
 * interleave), {@code -Dnmr.chaos.seconds=N} says for how long.
 */
class ChaosIT {
  private static final long SECONDS =
      Long.getLong("nmr.chaos.seconds", Boolean.getBoolean("nmr.tests.full") ? 30 : 6);
  private static final long SEED = Long.getLong("nmr.chaos.seed", System.nanoTime());
  private static final int THREADS = 4;
  private static final int PROGRESS_SECONDS = 10;

  private final Tally tally = new Tally();
  private final LogTail log = new LogTail();
  private final Watchdog watchdog = new Watchdog(tally, this::registrarState);
  private Osgi osgi;
  private List<Slot> modules;
  private Slot registrar;
  private Operations operations;
  private Progress progress;
  private volatile RuntimeView runtime;

  @BeforeEach
  void start() throws Exception {
    System.out.println("chaos seed " + SEED + ", " + SECONDS + " s");
    osgi =
        Osgi.withoutRegistrar(
            Map.of(
                "org.osgi.framework.system.packages.extra",
                Slot.TALLY,
                "ds.loglevel",
                "warn",
                "ds.lock.timeout.milliseconds", // a component's stop may be held for longer
                String.valueOf(TimeUnit.SECONDS.toMillis(Watchdog.BOUND_SECONDS))),
            log);
    osgi.provide(Tally.class, tally, "tally");
    Bundle contract = osgi.install(Slot.contract());
    contract.start();
    Loaders.loadClasses(contract);
    osgi.installComponents().start();
    registrar = Slot.registrar(osgi);
    registrar.install();
    registrar.bundle().start();
    modules = Slot.modules(osgi);
    operations = new Operations(osgi, tally, modules, registrar);
    watchdog.start();
    progress = new Progress(tally, operations, log);
  }

  @AfterEach
  void stop() throws Exception {
    try {
      osgi.close();
    } finally {
      tally.close();
    }
  }

  private String registrarState() {
    RuntimeView known = runtime;
    return known == null
        ? "never seen"
        : "pending " + known.pending() + "\nbindings " + known.bindings();
  }

  /** The latest registrar's; it goes on telling when its service has gone. */
  private void noteRuntime() {
    if (osgi.hasRuntime()) {
      try {
        runtime = osgi.runtime();
      } catch (RuntimeException | AssertionError gone) {
        return;
      }
    }
  }

  @Test
  void every_call_succeeds_or_is_refused_and_everything_ends_while_bundles_come_and_go()
      throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < THREADS; number++) {
      threads.add(operations.begin(number, SEED + number));
    }

    watch();
    operations.end();
    for (Thread each : threads) {
      awaitWatched(() -> !each.isAlive());
    }
    if (tally.faultCount() == 0) {
      assertAllWork();
      stopAll();
    }

    System.out.println(progress.summary(SEED, watchdog.hangs(), bindingsLeft()));
    tell();
    assertThat(tally.faultCount()).as("faults; the first are printed above").isZero();
    assertThat(tally.get(Count.FAILED)).as("failed calls").isZero();
    assertNothingLeft();
  }

  /** Until the time is over, or a fault has been seen. */
  private void watch() throws InterruptedException {
    long begin = System.nanoTime();
    long nextLine = PROGRESS_SECONDS;
    for (long seconds = 0; seconds < SECONDS && tally.faultCount() == 0; ) {
      Thread.sleep(500);
      noteRuntime();
      seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
      if (seconds >= nextLine) {
        nextLine += PROGRESS_SECONDS;
        System.out.println(progress.line());
      }
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits for that, as long as nothing hangs. */
  private void awaitWatched(Condition condition) {
    await()
        .atMost(Duration.ofSeconds(2 * Watchdog.BOUND_SECONDS))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> condition.holds() || watchdog.hangs() > 0);
  }

  /** With everything started again, every kind of call succeeds. */
  private void assertAllWork() throws BundleException, Exception {
    List<Slot> all = new ArrayList<>(modules);
    all.add(0, registrar);
    for (Slot each : all) {
      if (each.bundle() == null) {
        each.install();
      }
      each.bundle().start();
    }
    List<Count> kinds =
        new ArrayList<>(
            List.of(
                Count.SYNC, Count.ASYNC, Count.NESTED, Count.SET, Count.CHAINED, Count.PASSED_ON));
    if (VirtualThreads.exist()) {
      kinds.add(Count.VIRTUAL);
    }
    for (Count kind : kinds) {
      long before = tally.get(kind);
      awaitWatched(() -> tally.get(kind) > before);
    }
    for (Slot each : modules) {
      if (each.isComponent()) {
        awaitWatched(() -> isRegistered(each));
      }
    }
  }

  private boolean isRegistered(Slot module) {
    String owner = module + " (" + module.bundle().getBundleId() + ")";
    return osgi.runtime().registrations().stream()
        .anyMatch(each -> owner.equals(each.text("owner")));
  }

  private void stopAll() throws BundleException {
    noteRuntime();
    for (Slot each : modules) {
      each.bundle().stop();
      assertThat(each.bundle().getState()).isEqualTo(Bundle.RESOLVED);
    }
  }

  private int bindingsLeft() {
    return runtime == null ? 0 : runtime.bindings().size() + tally.pairs().size();
  }

  private void tell() {
    tally.faults().forEach(fault -> System.out.println("chaos FAULT " + fault));
    if (tally.faultCount() != 0) {
      System.out.println("chaos registrar: " + registrarState());
      log.lines().forEach(line -> System.out.println("chaos log " + line));
    }
  }

  private void assertNothingLeft() throws BundleException, InterruptedException {
    assertThat(runtime.registrations()).as("registrations").isEmpty();
    assertThat(runtime.bindings()).as("bindings").isEmpty();
    assertThat(runtime.pending()).as("pending deregistrations").isEmpty();
    assertThat(tally.pairs()).as("bindings that were not cleaned up").isEmpty();
    assertThat(tally.get(Count.CLEANED) + tally.leftBehind())
        .as("bindings cleaned up, or left by their provider")
        .isEqualTo(tally.get(Count.ATTACHED));
    awaitWatched(() -> tally.bounds().size() == 0);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("chaos-worker"));
    for (Slot each : modules) {
      each.uninstall();
    }
    CountDownLatch isRefreshed = new CountDownLatch(1);
    osgi.refresh(isRefreshed::countDown); // where an update has met something, its old loader waits
    awaitWatched(() -> isRefreshed.getCount() == 0);
    // A thread that stays in compiled code keeps the classes that were inlined there.
    tally.close();
    Loaders.awaitCollected(() -> tally.loaders() == 0);
  }
}
