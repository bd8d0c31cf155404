package io.nmr.sample.load;

import io.nmr.DetachedException;
import io.nmr.util.NoProviderException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One load, from start to stop: threads that make each kind of call in turn.
 *
 * <p>A refused call has not run, so the thread makes it again until it runs: at once if another
 * provider is attached, otherwise after a short pause. No other failure is retried. Any thread.
 */
final class Run {
  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 20;

  private final Map<LoadCall, Counts> counts = new LinkedHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** Threads that have been inside a provider, where calls stay there. */
  private final Set<Thread> entered = ConcurrentHashMap.newKeySet();

  private final CountDownLatch toEnter;
  private final LongSupplier nanoClock;
  private final long insideMillis;
  private final long started;
  private volatile long ended;
  private volatile boolean isEnded;

  /**
   * Prepares a load; {@link #start} begins it.
   *
   * @param insideMillis for how long each call stays inside its provider
   */
  Run(List<? extends LoadCall> calls, int threadCount, long insideMillis, LongSupplier nanoClock) {
    calls.forEach(call -> counts.put(call, new Counts()));
    this.nanoClock = nanoClock;
    this.insideMillis = insideMillis;
    this.started = nanoClock.getAsLong();
    this.toEnter = new CountDownLatch(insideMillis > 0 ? threadCount : 0);
    for (int i = 1; i <= threadCount; i++) {
      Thread thread = new Thread(null, this::work, "nmr-sample-load-" + i, 0, false);
      thread.setContextClassLoader(null);
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /**
   * Waits until each thread is inside a provider, or has been, but no longer than the given time:
   * calls may be refused. Where calls do not stay inside, it does not wait.
   */
  void awaitInside(long millis) throws InterruptedException {
    toEnter.await(millis, TimeUnit.MILLISECONDS);
  }

  private void work() {
    while (true) {
      for (Map.Entry<LoadCall, Counts> kind : counts.entrySet()) {
        if (stopping.getCount() == 0 || !made(kind.getKey(), kind.getValue())) {
          return;
        }
      }
    }
  }

  /** Makes one call, as often as it is refused; returns false if the load stops before it runs. */
  private boolean made(LoadCall call, Counts of) {
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        call.make(this::stayInside);
        of.answered();
        return true;
      } catch (NoProviderException | DetachedException refused) {
        of.refused();
      } catch (Exception | Error failed) {
        of.failed(failed);
        return true;
      }
      if (isStoppedWithin(pause)) {
        return false;
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private void stayInside() {
    if (insideMillis > 0) {
      if (entered.add(Thread.currentThread())) {
        toEnter.countDown();
      }
      isStoppedWithin(insideMillis);
    }
  }

  private boolean isStoppedWithin(long millis) {
    try {
      return stopping.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException strange) {
      return stopping.getCount()
          == 0; // nothing interrupts these threads; a pause cut short does no harm
    }
  }

  /** Stops, and waits for the calls in progress to end. May be called again. */
  void stop() throws InterruptedException {
    stopping.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    if (!isEnded) {
      ended = nanoClock.getAsLong();
      isEnded = true;
    }
  }

  boolean isRunning() {
    return !isEnded;
  }

  int threadCount() {
    return threads.size();
  }

  double seconds() {
    return ((isEnded ? ended : nanoClock.getAsLong()) - started) / 1e9;
  }

  /** The counts of each kind of call. */
  Map<LoadCall, Counts> counts() {
    return counts;
  }
}
