package io.nmr.impl.journal;

import io.nmr.NoInterfaceException;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * What a module has thrown, in words. An exception is an object of the module: what it says of
 * itself is the module's code, which may throw once more, as it does where it needs a class of a
 * bundle that is unloaded by now. So all of it is asked for here, at one moment that the caller
 * chooses, with no lock held, and whatever comes of that is a text.
 *
 * @param loggable the exception itself, where a log can print it; null where it cannot
 * @param text its {@code toString()}, or the name of its class
 * @param isDecline whether a side that throws it declines, as it may
 * @param reason why the side has declined by that
 */
public record Thrown(@Nullable Throwable loggable, String text, boolean isDecline, String reason) {
  /** Asks it, here and now. */
  public static Thrown of(Throwable thrown) {
    String text = describe(thrown);
    Throwable loggable = isPrintable(thrown) ? thrown : null;
    return thrown instanceof NoInterfaceException declined
        ? new Thrown(loggable, text, true, reasonOf(declined))
        : new Thrown(loggable, text, false, "failed: " + text);
  }

  /** What it says of itself; its class where that fails. */
  public static String describe(Throwable thrown) {
    try {
      return String.valueOf(thrown.toString());
    } catch (Throwable failed) {
      return thrown.getClass().getName();
    }
  }

  /** The reason of a decline; its class where that fails. */
  public static String reasonOf(NoInterfaceException declined) {
    try {
      return String.valueOf(declined.getMessage());
    } catch (Throwable failed) {
      return declined.getClass().getName();
    }
  }

  /** A log that fails at it would lose the line that names the culprit. */
  private static boolean isPrintable(Throwable thrown) {
    try {
      thrown.printStackTrace(new PrintWriter(Writer.nullWriter()));
      return true;
    } catch (Throwable failed) {
      return false;
    }
  }
}
