package io.nmr.deploy.engine;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/** What went wrong, in words. */
final class Failure {
  private static final int DEEPEST = 20; // an exception may name itself as its cause

  private Failure() {}

  /**
   * The message of what an activator has thrown: of the first exception that is not the framework's
   * own, {@code BundleException}, and that has a message besides its cause. Such an exception is a
   * module's object, and may fail to say anything: then it is its class that is named.
   */
  static String of(Throwable thrown) {
    try {
      return said(thrown);
    } catch (Throwable failed) {
      return thrown.getClass().getName();
    }
  }

  private static String said(Throwable thrown) {
    Throwable each = thrown;
    for (int i = 0; i < DEEPEST; i++) {
      Throwable cause = each.getCause();
      String message = each.getMessage();
      if (cause == null) {
        break;
      } else if (!(each instanceof BundleException) && hasOwn(message, cause)) {
        return String.valueOf(message);
      }
      each = cause;
    }
    String message = each.getMessage();
    return message == null || message.isEmpty() ? String.valueOf(each.toString()) : message;
  }

  private static boolean hasOwn(@Nullable String message, Throwable cause) {
    return message != null && !message.isEmpty() && !message.equals(cause.toString());
  }
}
