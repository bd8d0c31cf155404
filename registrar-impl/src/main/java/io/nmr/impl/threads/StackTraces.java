package io.nmr.impl.threads;

import io.nmr.impl.guard.VirtualThreads;
import java.util.List;

/**
 * Finds out what a thread executes without running any code of a module. A module may have made the
 * thread of a class of its own, whose {@code getStackTrace()} may throw, or never return. Such a
 * thread is not asked, and its frames stay unknown. Any thread may call; the caller holds no lock,
 * because a stack trace stops the other thread and takes its time.
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
      return declaring.getClassLoader() == null; // null is the bootstrap loader
    } catch (Throwable unknown) { // the class names others that cannot be loaded now
      return false;
    }
  }

  /**
   * Whether the thread is a virtual thread that could run, so that no wait is about it. To ask such
   * a thread for its frames would put it at the end of a queue that its carriers come to last: the
   * look could keep the thread from leaving for seconds.
   */
  private static boolean isWaitingForItsTurn(Thread thread) {
    return VirtualThreads.isVirtual(thread) && thread.getState() == Thread.State.RUNNABLE;
  }

  /** The thread's frames, innermost first; empty where they cannot be found out. Never throws. */
  public static List<StackTraceElement> of(Thread thread) {
    try {
      return IS_OF_JDK.get(thread.getClass()) && !isWaitingForItsTurn(thread)
          ? List.of(thread.getStackTrace())
          : List.of();
    } catch (Throwable failed) { // most likely there is no memory for it
      return List.of();
    }
  }
}
