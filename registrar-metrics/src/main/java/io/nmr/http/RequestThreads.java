package io.nmr.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Threads for a JDK {@code HttpServer} that no slow client keeps. Any thread may call.
 *
 * <p>The server reads a request and writes its answer with blocking calls on a thread of its
 * executor, and its only time limits are two system properties of the whole JVM. So a few clients
 * that send half a request, or do not read their answer, would take every thread for as long as
 * they like.
 *
 * <h2>Which client is cut off</h2>
 *
 * An exchange waits for its client while the request is read and while the answer is written. In
 * between, the server itself works on the answer. A client is cut off
 *
 * <ul>
 *   <li>when its exchange has waited for it longer than {@link #LIMIT};
 *   <li>when all threads are taken, another request is there, and the exchange has waited for
 *       longer than {@link #READING_GRACE} or {@link #WRITING_GRACE}: the exchange that began first
 *       gives way. A request that arrives whole is read in far less.
 * </ul>
 *
 * The request that came last is served first. A whole request therefore does not stand in line
 * behind halves that came before it.
 *
 * <h2>How</h2>
 *
 * The client is cut off by an interrupt of the thread that waits for it: the channel of an
 * interrupted thread closes. The monitor of this object guards the phases, and an interrupt is sent
 * while it is held and while the phase says that the thread waits for its client. A thread takes
 * the monitor to leave that phase, and clears its interrupt there. So no interrupt reaches the
 * handler's own work or a later exchange of the same thread. Nothing foreign is called under the
 * monitor.
 */
public final class RequestThreads implements Executor {
  /** How long a client may take for its request, and again for its answer. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  /** How long reading may last while others wait for a thread. */
  static final Duration READING_GRACE = Duration.ofMillis(25);

  /** How long writing may last while others wait for a thread. */
  static final Duration WRITING_GRACE = Duration.ofMillis(500);

  private static final int MOST = 64;
  private static final int IDLE_SECONDS = 30;
  private static final long TICK_MILLIS = 25;

  private enum Phase {
    READING,
    WORKING,
    WRITING
  }

  private final String name;
  private final int most;
  private final AtomicInteger number = new AtomicInteger();
  private final Set<Thread> alive = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor clock;

  /** In the order in which the exchanges began. */
  @GuardedBy("this")
  private final Map<Thread, Exchange> running = new LinkedHashMap<>();

  @GuardedBy("this")
  private boolean isTicking;

  /** Threads whose names begin with that one. None is started until a request comes. */
  public RequestThreads(String name) {
    this(name, MOST);
  }

  RequestThreads(String name, int most) {
    this.name = name;
    this.most = most;
    threads =
        new ThreadPoolExecutor(
            most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LastInFirstOut(), this::thread);
    threads.allowCoreThreadTimeOut(true);
    clock = new ScheduledThreadPoolExecutor(1, this::thread);
    clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
  }

  private Thread thread(Runnable task) {
    Runnable counted =
        () -> {
          try {
            task.run();
          } finally {
            alive.remove(Thread.currentThread());
          }
        };
    Thread thread = new Thread(null, counted, name + "-" + number.incrementAndGet(), 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    alive.add(thread);
    return thread;
  }

  /** Reads and answers one request: what the server calls. */
  @Override
  public void execute(Runnable exchange) {
    synchronized (this) {
      if (running.size() == most) { // looked at before this exchange itself takes a thread
        cutOff(1, System.nanoTime());
      }
    }
    threads.execute(() -> run(exchange));
    synchronized (this) {
      if (!isTicking) {
        isTicking = true;
        tickLater();
      }
    }
  }

  private void run(Runnable exchange) {
    Thread self = Thread.currentThread();
    synchronized (this) {
      running.put(self, new Exchange(System.nanoTime()));
    }
    try {
      exchange.run();
    } finally {
      synchronized (this) {
        running.remove(self);
        Thread.interrupted();
      }
    }
  }

  /**
   * Works on the answer to the request that this thread has read; for the server's handler. The
   * client is not cut off meanwhile, however long the work takes.
   */
  public <T> T work(Supplier<T> work) {
    enter(Phase.WORKING);
    try {
      return work.get();
    } finally {
      enter(Phase.WRITING);
    }
  }

  private synchronized void enter(Phase phase) {
    Exchange exchange = running.get(Thread.currentThread());
    if (exchange != null) {
      if (exchange.isCutOff) {
        Thread.interrupted(); // the request had arrived whole before the interrupt
      }
      exchange.enter(phase, System.nanoTime());
    }
  }

  @GuardedBy("this")
  private void tickLater() {
    var unused = clock.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void tick() {
    boolean areAllTaken = running.size() == most; // else a free thread is about to take the next
    cutOff(areAllTaken ? threads.getQueue().size() : 0, System.nanoTime());
    isTicking = !running.isEmpty() || !threads.getQueue().isEmpty();
    if (isTicking && !clock.isShutdown()) {
      tickLater();
    }
  }

  /** Cuts off all clients over the limit, and of the others as many as are needed. */
  @GuardedBy("this")
  private void cutOff(int needed, long now) {
    int left = needed;
    for (Map.Entry<Thread, Exchange> each : running.entrySet()) {
      Exchange exchange = each.getValue();
      if (exchange.isOver(now) || (left > 0 && exchange.mayGiveWay(now))) {
        exchange.isCutOff = true;
        each.getKey().interrupt();
        left--;
      }
    }
  }

  /** How many threads have an exchange at the moment. */
  synchronized int busy() {
    return running.size();
  }

  /**
   * Takes no more requests, and waits until no thread is left.
   *
   * @return whether none is
   */
  public boolean end(Duration atMost) throws InterruptedException {
    threads.shutdownNow();
    clock.shutdownNow();
    long end = System.nanoTime() + atMost.toNanos();
    for (Thread each : Set.copyOf(alive)) {
      // One more millisecond, for a join with 0 would wait for ever.
      each.join(Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) + 1);
    }
    return alive.isEmpty();
  }

  /** The phase of an exchange; guarded by the monitor of its {@link RequestThreads}. */
  private static final class Exchange {
    private Phase phase = Phase.READING;
    private long since;
    private boolean isCutOff;

    Exchange(long now) {
      since = now;
    }

    void enter(Phase next, long now) {
      phase = next;
      since = now;
      isCutOff = false;
    }

    boolean isOver(long now) {
      return waitsLongerThan(LIMIT, now);
    }

    boolean mayGiveWay(long now) {
      return waitsLongerThan(phase == Phase.READING ? READING_GRACE : WRITING_GRACE, now);
    }

    private boolean waitsLongerThan(Duration time, long now) {
      return phase != Phase.WORKING && !isCutOff && now - since > time.toNanos();
    }
  }

  /** A queue that gives out first what was put in last. */
  private static final class LastInFirstOut extends LinkedBlockingDeque<Runnable> {
    @Override
    public boolean offer(Runnable task) {
      return offerFirst(task);
    }
  }
}
