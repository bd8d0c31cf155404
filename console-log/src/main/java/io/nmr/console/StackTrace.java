package io.nmr.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The stack trace of an exception and of its causes. An exception is a bundle's object, whose
 * methods may throw.
 */
record StackTrace(Throwable thrown) {
  private static final int MOST_CAUSES = 8;

  /** The JDK, the framework and the registrar: their frames do not tell which module has failed. */
  private static final List<String> NOT_OF_MODULES =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "org.osgi.",
          "org.apache.felix.",
          "org.eclipse.osgi.",
          "io.nmr.config.",
          "io.nmr.impl.",
          "io.nmr.local.",
          "io.nmr.runtime.",
          "io.nmr.util.");

  private static final String OWN_API = "io.nmr.";

  static StackTrace of(Throwable thrown) {
    return new StackTrace(thrown);
  }

  /** The innermost frame of a module's own code, in the innermost cause that has such a frame. */
  Optional<StackTraceElement> ownFrame() {
    try {
      Optional<StackTraceElement> own = Optional.empty();
      Throwable one = thrown;
      for (int i = 0; i < MOST_CAUSES && one != null; i++) {
        Optional<StackTraceElement> found =
            Arrays.stream(one.getStackTrace()).filter(StackTrace::isOfModule).findFirst();
        own = found.isPresent() ? found : own;
        one = one.getCause();
      }
      return own;
    } catch (Throwable failed) {
      return Optional.empty();
    }
  }

  private static boolean isOfModule(StackTraceElement frame) {
    String name = frame.getClassName();
    boolean isOfApi = name.startsWith(OWN_API) && name.indexOf('.', OWN_API.length()) < 0;
    return !isOfApi && NOT_OF_MODULES.stream().noneMatch(name::startsWith);
  }

  /** The lines as the JDK prints them: each cause without the frames that it shares. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    try {
      StackTraceElement[] before = {};
      Throwable one = thrown;
      for (int i = 0; i < MOST_CAUSES && one != null; i++) {
        lines.add((i == 0 ? "" : "Caused by: ") + one);
        StackTraceElement[] frames = one.getStackTrace();
        int shared = shared(frames, before);
        for (StackTraceElement frame : Arrays.copyOf(frames, frames.length - shared)) {
          lines.add("\tat " + frame);
        }
        if (shared > 0) {
          lines.add("\t... " + shared + " more");
        }
        before = frames;
        one = one.getCause();
      }
    } catch (Throwable failed) {
      lines.add("(the rest of " + thrown.getClass().getName() + " cannot be had)");
    }
    return lines;
  }

  /** How many of the outermost frames are the same. */
  private static int shared(StackTraceElement[] frames, StackTraceElement[] others) {
    int shared = 0;
    while (shared < Math.min(frames.length, others.length)
        && frames[frames.length - 1 - shared].equals(others[others.length - 1 - shared])) {
      shared++;
    }
    return shared;
  }
}
