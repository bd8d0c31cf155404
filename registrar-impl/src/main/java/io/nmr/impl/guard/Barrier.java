package io.nmr.impl.guard;

import io.nmr.runtime.InvalidSettingException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A memory barrier in every other thread. The one thread that closes a guard pays for it, so that
 * the threads that enter and leave guards pay for none. What a thread did before its part of the
 * barrier is seen after {@link #pass} has returned; what the thread does after its part of the
 * barrier sees all that was written before {@code pass} was called.
 *
 * <p>The Java memory model has no such barrier; HotSpot has one. A thread dump with stack traces is
 * taken at a safepoint: every Java thread has then come to a poll, or is blocked or in native code
 * and comes to a poll before it goes on. A thread's part of an entry, {@code mark; read the state},
 * lies undivided between two polls. Where that is not known to hold (on another JVM, or on a
 * version on which it was not tried), {@link #IS_NEEDED_ON_ENTRY} makes each entry and exit pay for
 * a fence of its own, and {@code pass} does nothing. {@code docs/decisions} has the whole argument.
 */
public final class Barrier {
  /**
   * The name of the system property that chooses the barrier: {@code auto}, which is the default,
   * or a kind.
   */
  public static final String PROPERTY = "nmr.guard.barrier";

  private static final String AUTO = "auto";
  private static final int FIRST_TRIED = 17;
  private static final int LAST_TRIED = 25;
  private static final long RETRY_NANOS = 1_000_000;

  /** The id of no thread: the JVM gives ids from 1 upward. */
  private static final long[] NO_THREAD = {Long.MAX_VALUE};

  enum Kind {
    /** The closing thread passes a safepoint; the other threads pay nothing. */
    SAFEPOINT,
    /** Each entry and each exit has a fence of its own. */
    FENCE
  }

  /**
   * The barrier that this JVM has. A bad value of the property is not refused here, because a class
   * that failed to initialise would fail every call instead of the start; {@link #check} refuses
   * the value at the start.
   */
  private static final Choice CHOICE = choose(System.getProperty(PROPERTY), Barrier::isWorking);

  private static final Kind KIND = CHOICE.kind;

  /** Whether each entry and exit needs a full fence between its mark and its look at the state. */
  static final boolean IS_NEEDED_ON_ENTRY = KIND == Kind.FENCE;

  private Barrier() {}

  /**
   * A kind of barrier, and what was wrong with the name by which it was chosen.
   *
   * @param name the name as it was given
   * @param problem a text that goes on from the property's name; null if there is no problem
   */
  record Choice(String name, Kind kind, @Nullable String problem) {}

  /**
   * Refuses, when a registrar is made, a property that names no barrier, or another barrier than
   * the JVM's.
   *
   * @param framework the value of a framework's property of that name, null if there is none: it
   *     can name no other barrier than the JVM's property, because the whole JVM has one barrier
   * @throws InvalidSettingException if the JVM's or the framework's property names no barrier, or
   *     the framework's names another one than the JVM's
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

  /**
   * Returns when every other thread has passed a barrier. It never throws. The caller may hold no
   * lock.
   */
  public static void pass() {
    if (KIND == Kind.FENCE) {
      return;
    }
    while (true) {
      try {
        safepoint();
        return;
      } catch (Throwable noMemory) { // try again: without a barrier nobody knows who is inside
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /**
   * Takes a thread dump of no thread: the JVM looks at a safepoint for the threads that are asked
   * for, whether they exist or not. With a depth of 0 the JVM would need no safepoint. The dump is
   * not one of the current thread, because its class may be a module's, which may return any id.
   */
  private static void safepoint() {
    if (Holder.THREADS.getThreadInfo(NO_THREAD, 1).length != 1) {
      throw new IllegalStateException("no thread info");
    }
  }

  /**
   * Holds the bean of the management module. This class is loaded only where it is used, because
   * the module may be absent elsewhere.
   */
  private static final class Holder {
    static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  }

  /**
   * Returns the barrier of that name or, if there is no such barrier, the one that works anywhere.
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

  /** Whether this is a JVM on which the safepoint was tried. */
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
    } catch (Throwable absent) { // there is no management module, or the dump is not allowed
      return false;
    }
  }
}
