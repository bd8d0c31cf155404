package io.nmr.itest.chaos;

import io.nmr.itest.Osgi;
import io.nmr.itest.fixture.chaos.tally.Bounds;
import io.nmr.itest.fixture.chaos.tally.Tally;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * What is done to the bundles at random, by each thread in an order that its seed gives. Mostly a
 * bundle is one thread's at a time; now and then a thread does not care, and then the framework may
 * refuse it, which is counted.
 */
final class Operations {
  private static final int ONE_IN_IS_REGISTRAR = 60;
  private static final int ONE_IN_DOES_NOT_CARE = 4;
  private static final int PAUSE_MICROS = 16_000;

  private final Osgi osgi;
  private final Tally tally;
  private final List<Slot> modules;
  private final Slot registrar;
  private final Map<Kind, LongAdder> done = new EnumMap<>(Kind.class);
  private final LongAdder registrarOperations = new LongAdder();
  private final LongAdder refusedByFramework = new LongAdder();
  private final LongAccumulator longestMillis = new LongAccumulator(Long::max, 0);
  private final Operator operator;
  private volatile boolean isOver;

  Operations(Osgi osgi, Tally tally, List<Slot> modules, Slot registrar) {
    this.operator = new Operator(osgi, tally);
    this.osgi = osgi;
    this.tally = tally;
    this.modules = modules;
    this.registrar = registrar;
    for (Kind each : Kind.values()) {
      done.put(each, new LongAdder());
    }
  }

  /** A thread that does such things until all is over. */
  Thread begin(int number, long seed) {
    Thread thread = new Thread(() -> goOn(new Random(seed)), "chaos-operations " + number);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  void end() {
    isOver = true;
  }

  private void goOn(Random random) {
    while (!isOver) {
      boolean isRegistrar = random.nextInt(ONE_IN_IS_REGISTRAR) == 0;
      Slot slot = modules.get(random.nextInt(modules.size()));
      Kind kind = Kind.next(random);
      int choice = random.nextInt(Integer.MAX_VALUE);
      boolean cares = random.nextInt(ONE_IN_DOES_NOT_CARE) != 0;
      long pause = TimeUnit.MICROSECONDS.toNanos(random.nextInt(PAUSE_MICROS));
      try {
        if (kind == Kind.ABANDON) {
          operator.abandonOne(choice);
        } else if (isRegistrar) {
          registrarOperations.increment();
          alone(kind, registrar);
          alone(Kind.START, registrar);
        } else if (cares || kind == Kind.INSTALL || kind == Kind.UNINSTALL) {
          alone(kind, slot);
        } else {
          careless(kind, slot);
        }
      } catch (Throwable thrown) {
        tally.fault(kind + " of " + slot + " failed", thrown);
      }
      LockSupport.parkNanos(pause);
    }
  }

  private void alone(Kind kind, Slot slot) throws Exception {
    slot.lock().lock();
    try {
      bounded(kind, slot, slot.bundle());
    } finally {
      slot.lock().unlock();
    }
  }

  /** Installs nothing: what it got might be the very bundle that another thread uninstalls. */
  private void careless(Kind kind, Slot slot) throws Exception {
    Bundle bundle = slot.bundle();
    if (bundle != null) {
      bounded(kind, slot, bundle);
    }
  }

  private void bounded(Kind kind, Slot slot, Bundle bundle) throws Exception {
    Bounds.Activity activity =
        tally.bounds().begin(kind + " " + slot, Thread.currentThread().getName());
    Slot.Operation operation = slot.begin();
    try {
      operate(kind, slot, bundle);
      done.get(kind).increment();
    } catch (BundleException | IllegalStateException refusal) {
      Refusal.assertAllowed(refusal, operation.hasMetAnother());
      refusedByFramework.increment();
    } finally {
      operation.end();
      activity.close();
      longestMillis.accumulate(activity.millis());
    }
  }

  /** Where there is no bundle, whatever is to be done begins with its installation. */
  private void operate(Kind kind, Slot slot, Bundle bundle) throws Exception {
    if (bundle == null) {
      slot.install();
      slot.bundle().start();
      return;
    }
    switch (kind) {
      case START -> bundle.start();
      case STOP -> bundle.stop();
      case UPDATE -> slot.update(bundle);
      case REFRESH -> refresh(bundle);
      case UNINSTALL -> slot.uninstall();
      case INSTALL -> {
        slot.uninstall();
        slot.install();
        slot.bundle().start();
      }
      case ABANDON -> throw new IllegalArgumentException("not done to a bundle");
    }
  }

  /** That it ends is for the watchdog to see. */
  private void refresh(Bundle bundle) throws InterruptedException {
    CountDownLatch isRefreshed = new CountDownLatch(1);
    osgi.refresh(isRefreshed::countDown, bundle);
    isRefreshed.await();
  }

  long count(Kind kind) {
    return kind == Kind.ABANDON ? operator.abandoned() : done.get(kind).sum();
  }

  long total() {
    return done.values().stream().mapToLong(LongAdder::sum).sum();
  }

  long ofRegistrar() {
    return registrarOperations.sum();
  }

  long refusedByFramework() {
    return refusedByFramework.sum();
  }

  long longestMillis() {
    return longestMillis.get();
  }
}
