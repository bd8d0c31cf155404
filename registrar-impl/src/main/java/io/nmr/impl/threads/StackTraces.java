package io.nmr.impl.threads;

import io.nmr.impl.guard.VirtualThreads;
import java.util.List;

/**
 * What a thread executes, found without any code of a module: a module may have made the thread of
 * a class of its own, whose {@code getStackTrace()} may throw, or never return. Such a thread is
 * not asked, and nobody knows what it executes. Any thread; the caller holds no lock, because a
 * stack trace stops the other thread and takes its time.
 */
public final class StackTraces {
  /**
   * Whether a thread class has the JDK's own {@code getStackTrace()}. The answer is kept with the
   * class itself, so it keeps no class of a module alive (R22).
   */
  private static final ClassValue<Boolean> IS_OF_JDK =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isOfJdk(type);
        }
      };

  private StackTraces() {}

  private static boolean isOfJdk(Class<?> type) {
    try {
      Class<?> declaring = type.getMethod("getStackTrace").getDeclaringClass();
      return declaring.getClassLoader() == null; // the bootstrap loader's
    } catch (Throwable unknown) { // the class names others that cannot be loaded any more
      return false;
    }
  }

  /**
   * Whether that is a virtual thread that could run, and so is not what a wait is about. To ask
   * such a thread for its frames would put it at the end of a queue that its carriers come to last:
   * a look at it could keep it from leaving for seconds.
   */
  private static boolean isWaitingForItsTurn(Thread thread) {
    return VirtualThreads.isVirtual(thread) && thread.getState() == Thread.State.RUNNABLE;
  }

  /** Its frames, innermost first; empty where nobody can tell. Never throws. */
  public static List<StackTraceElement> of(Thread thread) {
    try {
      return IS_OF_JDK.get(thread.getClass()) && !isWaitingForItsTurn(thread)
          ? List.of(thread.getStackTrace())
          : List.of();
    } catch (Throwable failed) { // no memory for it, at the most
      return List.of();
    }
  }
}
