package io.nmr.benchmark.unload;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.felix.EmbeddedFelix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;

/** A provider's bundle, its clients, and threads that are in calls while it is stopped. */
final class StopScene implements AutoCloseable {
  private static final int LOOKS = 20;
  private static final long BETWEEN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private final EmbeddedFelix felix;
  private final int clients;
  private final Bundle provider;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Gate gate = new Gate(0); // the gate of the current round

  StopScene(Stopped stopped, int clients) throws BundleException, IOException {
    this.clients = clients;
    felix = EmbeddedFelix.start(Map.of(Facts.COUNT, Integer.toString(clients)));
    felix.provide(Runnable.class, () -> gate.pass(), "gate");
    provider = stopped.deploy(felix);
  }

  /** Returns the time of a whole stop that no call holds back. */
  long wholeStop() throws BundleException {
    provider.start();
    long start = System.nanoTime();
    provider.stop();
    return System.nanoTime() - start;
  }

  /**
   * Returns the time from the end of the last of that many calls to the end of the stop they hold.
   */
  long afterTheLastOf(int calls) throws Exception {
    provider.start();
    Gate held = new Gate(calls);
    gate = held;
    List<Future<?>> all = new ArrayList<>(beginCalls(calls));
    held.awaitAllInside();
    Thread stopping = Thread.currentThread();
    all.add(
        threads.submit(
            () -> {
              awaitHeld(stopping);
              held.open();
            }));

    provider.stop();
    long stopped = System.nanoTime();

    for (Future<?> each : all) {
      each.get();
    }
    return stopped - held.lastEnd();
  }

  private List<Future<?>> beginCalls(int calls) throws InvalidSyntaxException {
    IntConsumer call = felix.service(IntConsumer.class, "call");
    List<Future<?>> begun = new ArrayList<>();
    for (int number = 0; number < calls; number++) {
      int client = number % clients;
      begun.add(threads.submit(() -> call.accept(client)));
    }
    return begun;
  }

  /** Waits until the stopping thread is found waiting so often that it must wait for the calls. */
  private void awaitHeld(Thread stopping) {
    int found = 0;
    while (found < LOOKS) {
      LockSupport.parkNanos(BETWEEN_NANOS);
      boolean isHeld =
          provider.getState() == Bundle.STOPPING
              && switch (stopping.getState()) {
                case WAITING, TIMED_WAITING -> true;
                default -> false;
              };
      found = isHeld ? found + 1 : 0;
    }
  }

  @Override
  public void close() throws BundleException, IOException {
    threads.shutdownNow();
    felix.close();
  }

  /** Where the calls in progress wait to be let go; knows when the last of them ended. */
  private static final class Gate {
    private static final int SECONDS = 60;

    private final CountDownLatch inside;
    private final CountDownLatch mayLeave = new CountDownLatch(1);
    private final LongAccumulator lastEnd = new LongAccumulator(Math::max, Long.MIN_VALUE);

    /** Makes a gate for that many calls. */
    Gate(int calls) {
      inside = new CountDownLatch(calls);
    }

    /** Called by each call: waits until the gate opens, and takes the time as its last action. */
    void pass() {
      inside.countDown();
      await(mayLeave);
      lastEnd.accumulate(System.nanoTime());
    }

    /** Waits until all calls are inside. */
    void awaitAllInside() {
      await(inside);
    }

    /** Lets the calls end. */
    void open() {
      mayLeave.countDown();
    }

    /** The time at which the last call ended, by {@link System#nanoTime}. */
    long lastEnd() {
      return lastEnd.get();
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("waited for " + SECONDS + " s");
        }
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", interrupt);
      }
    }
  }
}
