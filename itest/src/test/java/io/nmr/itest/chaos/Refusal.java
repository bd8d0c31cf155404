package io.nmr.itest.chaos;

import org.osgi.framework.BundleException;

/**
 * What a framework may answer to an operation that meets another one on the same bundle, and to a
 * start that meets the registrar's stop. What an activator throws is none of that.
 */
final class Refusal {
  private static final String REGISTRAR_STOPS = "is stopping, or the registrar is";

  private Refusal() {}

  /** Throws it again if it is none of those. */
  static <X extends Exception> void assertAllowed(X refusal, boolean hasMetAnother) throws X {
    boolean isFrameworks =
        isOfLock(refusal)
            || (hasMetAnother
                && (refusal instanceof BundleException bundle
                    ? bundle.getType() != BundleException.ACTIVATOR_ERROR
                    : says(refusal, "uninstalled")));
    if (!isFrameworks && !says(refusal, REGISTRAR_STOPS)) {
      throw refusal;
    }
  }

  /**
   * Felix gives one way where a refresh and another operation want what the other has: it
   * interrupts a thread that waits for the global lock, sometimes twice, and then the thread's next
   * wait for a bundle's lock ends with that, too. An uninstall that gives way has stopped the
   * bundle and left it installed.
   */
  private static boolean isOfLock(Exception refusal) {
    String message = String.valueOf(refusal.getMessage());
    return message.contains("global lock") || message.contains("bundle lock, thread interrupted");
  }

  /** Whether it comes of an {@code IllegalStateException} with such a message. */
  private static boolean says(Exception refusal, String message) {
    for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalStateException
          && String.valueOf(cause.getMessage()).contains(message)) {
        return true;
      }
    }
    return false;
  }
}
