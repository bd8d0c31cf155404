package io.nmr.sample.transport.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The one thread of a transport module. It waits for channels and runs tasks, when they are posted
 * or at their time. The thread is named after the module and inherits neither a context class
 * loader nor thread-locals, so it refers to nothing of the module that happened to start it.
 */
public final class EventLoop implements AutoCloseable {
  /** Called when a channel is ready. It is the attachment of the channel's key. */
  @FunctionalInterface
  @ConsumerType
  public interface Ready {
    /**
     * Called on the loop's thread when the channel is ready for an operation of its key's interest.
     */
    void ready(SelectionKey key);
  }

  private record Timer(long at, Runnable task) {}

  private final Selector selector;
  private final Thread thread;
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at)); // loop thread only
  private final Object lock = new Object(); // guards the two below; nothing is called under it
  private ArrayDeque<Runnable> posted = new ArrayDeque<>();
  private boolean isClosing;

  private EventLoop(String name, Selector selector) {
    this.selector = selector;
    thread = new Thread(null, this::run, name, 0, false);
    thread.setContextClassLoader(null);
    thread.setDaemon(true);
  }

  /** Starts the thread, under that name. */
  public static EventLoop start(String name) {
    try {
      EventLoop loop = new EventLoop(name, Selector.open());
      loop.thread.start();
      return loop;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Runs a task on the thread, after those posted before and never inside the caller. */
  public void execute(Runnable task) {
    synchronized (lock) {
      posted.add(task);
    }
    if (Thread.currentThread() != thread) {
      selector.wakeup();
    }
  }

  /** Runs a task on the thread after that time. Called on the thread. */
  public void schedule(Duration delay, Runnable task) {
    timers.add(new Timer(System.nanoTime() + delay.toNanos(), task));
  }

  /** Registers a channel. Called on the thread. */
  public SelectionKey register(SelectableChannel channel, int interest, Ready ready)
      throws IOException {
    return channel.register(selector, interest, ready);
  }

  private void run() {
    try (selector) {
      while (turn()) {
        // goes on until the loop is closed
      }
      for (SelectionKey key : List.copyOf(selector.keys())) {
        key.channel().close(); // an abandoned binding has left it open
      }
    } catch (IOException | ClosedSelectorException failed) {
      System.err.println(thread.getName() + " ends: " + failed);
    }
  }

  /**
   * Runs one turn; returns false when the loop is over. The select lets go of channels that were
   * closed in an earlier turn, so a task that is posted after a close finds the port free.
   */
  private boolean turn() throws IOException {
    boolean hasWork;
    synchronized (lock) {
      if (isClosing && posted.isEmpty()) {
        return false;
      }
      hasWork = !posted.isEmpty();
    }
    if (hasWork) {
      selector.selectNow();
    } else {
      selector.select(millisToNextTimer());
    }
    List<SelectionKey> ready = new ArrayList<>(selector.selectedKeys());
    selector.selectedKeys().clear();
    for (SelectionKey key : ready) {
      if (key.isValid() && key.attachment() instanceof Ready target) {
        guarded(() -> target.ready(key));
      }
    }
    Runnable task;
    while ((task = nextTimer()) != null) {
      guarded(task);
    }
    ArrayDeque<Runnable> batch;
    synchronized (lock) {
      batch = posted;
      posted = new ArrayDeque<>();
    }
    batch.forEach(this::guarded);
    return true;
  }

  private long millisToNextTimer() {
    Timer next = timers.peek();
    return next == null ? 0 : Math.max(1, (next.at - System.nanoTime()) / 1_000_000 + 1);
  }

  private @Nullable Runnable nextTimer() {
    Timer next = timers.peek();
    return next != null && next.at - System.nanoTime() <= 0 ? timers.remove().task : null;
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failed) {
      System.err.println(thread.getName() + ": " + failed);
    }
  }

  /**
   * Ends the thread after the posted tasks and waits for its end; on the thread itself it does not
   * wait.
   */
  @Override
  public void close() {
    synchronized (lock) {
      isClosing = true;
    }
    selector.wakeup();
    boolean isInterrupted = false;
    while (Thread.currentThread() != thread && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
