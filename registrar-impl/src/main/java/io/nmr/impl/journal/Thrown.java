package io.nmr.impl.journal;

import io.nmr.NoInterfaceException;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * An exception of a module in words. The exception is an object of the module, so its text is made
 * by the module's code. That code may throw in turn, for example where it needs a class of a bundle
 * that is unloaded by now. So the caller chooses one moment, with no lock held, at which the
 * exception is asked for everything; after that there are only texts.
 *
 * @param loggable the exception itself, where a log can print it; null where it cannot
 * @param text its {@code toString()}, or the name of its class
 * @param isDecline whether a side that throws it declines
 * @param reason the reason of the side that has declined with it
 */
public record Thrown(@Nullable Throwable loggable, String text, boolean isDecline, String reason) {
  /** Asks the exception for everything, here and now. */
  public static Thrown of(Throwable thrown) {
    String text = describe(thrown);
    Throwable loggable = isPrintable(thrown) ? thrown : null;
    return thrown instanceof NoInterfaceException declined
        ? new Thrown(loggable, text, true, reasonOf(declined))
        : new Thrown(loggable, text, false, "failed: " + text);
  }

  /** The exception's own text; the name of its class where the exception fails to give one. */
  public static String describe(Throwable thrown) {
    try {
      return String.valueOf(thrown.toString());
    } catch (Throwable failed) {
      return thrown.getClass().getName();
    }
  }

  /**
   * The reason of a decline; the name of the exception's class where the exception fails to give
   * one.
   */
  public static String reasonOf(NoInterfaceException declined) {
    try {
      return String.valueOf(declined.getMessage());
    } catch (Throwable failed) {
      return declined.getClass().getName();
    }
  }

  /**
   * Whether the exception's stack trace can be printed; a log that fails to print it would lose the
   * whole line.
   */
  private static boolean isPrintable(Throwable thrown) {
    try {
      thrown.printStackTrace(new PrintWriter(Writer.nullWriter()));
      return true;
    } catch (Throwable failed) {
      return false;
    }
  }
}
