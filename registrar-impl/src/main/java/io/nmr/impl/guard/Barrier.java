package io.nmr.impl.guard;

import io.nmr.runtime.InvalidSettingException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

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
  public static final String PROPERTY = "nmr.guard.barrier";

  private static final String AUTO = "auto";
  private static final int FIRST_TRIED = 17;
  private static final int LAST_TRIED = 25;
  private static final long RETRY_NANOS = 1_000_000;

  /** Ids are given from 1 upward. */
  private static final long[] NO_THREAD = {Long.MAX_VALUE};

  enum Kind {
    /** The one who closes passes a safepoint; the others pay nothing. */
    SAFEPOINT,
    /** Each entry and each exit has a fence of its own. */
    FENCE
  }

  /**
   * What this JVM has. A bad value makes no difference here: a class that failed to initialise
   * would fail every call instead of the start, so that {@link #check} refuses the value there.
   */
  private static final Choice CHOICE = choose(System.getProperty(PROPERTY), Barrier::isWorking);

  private static final Kind KIND = CHOICE.kind;

  /** Whether each entry and exit needs a full fence between its mark and its look at the state. */
  static final boolean IS_NEEDED_ON_ENTRY = KIND == Kind.FENCE;

  private Barrier() {}

  /**
   * A kind, and what was wrong with the name that it was chosen by.
   *
   * @param name as it was given
   * @param problem goes on from the property's name; null if there is none
   */
  record Choice(String name, Kind kind, @Nullable String problem) {}

  /**
   * Refuses a barrier that there is none of, when a registrar is made.
   *
   * @param framework what a framework's property of that name says, null if nothing: it can say no
   *     other, for the barrier is the whole JVM's
   * @throws InvalidSettingException if the JVM's property is bad, or the framework's is another
   */
  public static void check(@Nullable String framework) {
    check(CHOICE, framework);
  }

  static void check(Choice jvm, @Nullable String framework) {
    if (jvm.problem != null) {
      throw new InvalidSettingException(PROPERTY, jvm.problem);
    }
    if (framework == null || framework.isBlank()) {
      return;
    }
    Choice asked = choose(framework, () -> true);
    if (asked.problem != null) {
      throw new InvalidSettingException(PROPERTY, asked.problem);
    }
    if (asked.kind != jvm.kind) {
      throw new InvalidSettingException(
          PROPERTY,
          "is '"
              + asked.name
              + "' for this framework, but '"
              + jvm.name
              + "' for the JVM, which has one barrier for all; start the JVM with -D"
              + PROPERTY
              + "="
              + asked.name);
    }
  }

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
   * The barrier of that name, or, where there is none, the one that works anywhere.
   *
   * @param isWorking whether a safepoint can be taken here
   */
  static Choice choose(@Nullable String given, BooleanSupplier isWorking) {
    String name = given == null || given.isBlank() ? AUTO : given.trim();
    return switch (name) {
      case AUTO ->
          new Choice(
              name, isKnown() && isWorking.getAsBoolean() ? Kind.SAFEPOINT : Kind.FENCE, null);
      case "safepoint" ->
          isWorking.getAsBoolean()
              ? new Choice(name, Kind.SAFEPOINT, null)
              : new Choice(
                  name,
                  Kind.FENCE,
                  "is 'safepoint', but this JVM gives no thread dump (is java.management there?);"
                      + " it may be auto or fence");
      case "fence" -> new Choice(name, Kind.FENCE, null);
      default ->
          new Choice(name, Kind.FENCE, "is '" + name + "'; it may be auto, safepoint or fence");
    };
  }

  /** Whether this is a JVM that the safepoint was tried on. */
  private static boolean isKnown() {
    String vm = System.getProperty("java.vm.name", "");
    int feature = Runtime.version().feature();
    return (vm.startsWith("OpenJDK ") || vm.startsWith("Java HotSpot"))
        && !System.getProperty("java.vm.version", "").contains("jvmci") // another compiler
        && feature >= FIRST_TRIED
        && feature <= LAST_TRIED;
  }

  private static boolean isWorking() {
    try {
      safepoint();
      return true;
    } catch (Throwable absent) { // no management module, or not allowed
      return false;
    }
  }
}
