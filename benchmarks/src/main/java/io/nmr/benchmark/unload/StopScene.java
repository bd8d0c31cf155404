package io.nmr.benchmark.unload;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.felix.EmbeddedFelix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
  private volatile Gate gate = new Gate(0); // of the round that runs

  StopScene(Stopped stopped, int clients) throws BundleException, IOException {
    this.clients = clients;
    felix = EmbeddedFelix.start(Map.of(Facts.COUNT, Integer.toString(clients)));
    felix.provide(Runnable.class, () -> gate.pass(), "gate");
    provider = stopped.deploy(felix);
  }

  /** The whole of a stop that nothing is in the way of. */
  long wholeStop() throws BundleException {
    provider.start();
    long start = System.nanoTime();
    provider.stop();
    return System.nanoTime() - start;
  }

  /** From the end of the last of so many calls to the return of the stop that they hold back. */
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

  /** Until the thread has been found waiting so often in a row that it waits for the calls. */
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
}
