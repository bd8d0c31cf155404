package io.nmr.impl.guard;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/**
 * A memory barrier in every other thread, paid for by the one thread that closes a guard, so that
 * those that enter and leave one pay for none: what a thread did before its part of the barrier is
 * seen after {@link #pass} has returned, and what it does after that sees all that was written
 * before {@code pass} was called.
 *
 * <p>The Java memory model has no such thing; HotSpot has. A thread dump with stack traces is taken
 * at a safepoint: every Java thread has then come to a poll, or is blocked or in native code and
 * comes to one before it goes on, and between two polls a thread's part of an entry, {@code mark;
 * read the state}, is not divided. Where that is not known to hold (another JVM, a version that it
 * was not tried on) {@link #IS_NEEDED_ON_ENTRY} makes each entry and exit pay for a fence of its
 * own, and {@code pass} does nothing. {@code docs/decisions} has the whole argument.
 */
public final class Barrier {
  /** Names the system property that chooses: {@code auto}, which is the default, or a kind. */
  static final String PROPERTY = "nmr.guard.barrier";

  private static final int FIRST_TRIED = 17;
  private static final int LAST_TRIED = 25;
  private static final long RETRY_NANOS = 1_000_000;

  /** Ids are given from 1 upward. */
  private static final long[] NO_THREAD = {Long.MAX_VALUE};

  private enum Kind {
    /** The one who closes passes a safepoint; the others pay nothing. */
    SAFEPOINT,
    /** Each entry and each exit has a fence of its own. */
    FENCE
  }

  private static final Kind KIND = kind(System.getProperty(PROPERTY, "auto"));

  /** Whether each entry and exit needs a full fence between its mark and its look at the state. */
  static final boolean IS_NEEDED_ON_ENTRY = KIND == Kind.FENCE;

  private Barrier() {}

  /** Returns when every other thread has passed a barrier. Never throws. No lock may be held. */
  public static void pass() {
    if (KIND == Kind.FENCE) {
      return;
    }
    while (true) {
      try {
        safepoint();
        return;
      } catch (Throwable noMemory) { // there is no doing without: nobody knows who is inside
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /**
   * A thread dump of no thread: the JVM looks for those that are asked for at a safepoint, whether
   * they are there or not. With a depth of 0 it would need none. Not of the current thread, whose
   * class may be a module's and say anything of its id.
   */
  private static void safepoint() {
    if (Holder.THREADS.getThreadInfo(NO_THREAD, 1).length != 1) {
      throw new IllegalStateException("no thread info");
    }
  }

  /** Loaded only where it is used: the management module may be absent elsewhere. */
  private static final class Holder {
    static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  }

  /**
   * The kind of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  private static Kind kind(String name) {
    return switch (name) {
      case "auto" -> isKnown() ? Kind.SAFEPOINT : Kind.FENCE;
      case "safepoint" -> Kind.SAFEPOINT;
      case "fence" -> Kind.FENCE;
      default ->
          throw new IllegalArgumentException(
              PROPERTY + " is '" + name + "'; it may be auto, safepoint or fence");
    };
  }

  /** Whether this is a JVM that the safepoint was tried on, and it works here. */
  private static boolean isKnown() {
    String vm = System.getProperty("java.vm.name", "");
    int feature = Runtime.version().feature();
    boolean isHotSpot =
        (vm.startsWith("OpenJDK ") || vm.startsWith("Java HotSpot"))
            && !System.getProperty("java.vm.version", "").contains("jvmci"); // another compiler
    if (!isHotSpot || feature < FIRST_TRIED || feature > LAST_TRIED) {
      return false;
    }
    try {
      safepoint();
      return true;
    } catch (Throwable absent) { // no management module, or not allowed
      return false;
    }
  }
}
