package io.nmr.shell.bundle;

/** What went wrong, in words. */
public final class Failure {
  private Failure() {}

  /**
   * The message of the innermost cause, which is what an activator has thrown. Such an exception is
   * a module's object, and may fail to say anything: then it is its class that is named.
   */
  public static String of(Throwable thrown) {
    try {
      return innermost(thrown);
    } catch (Throwable failed) {
      return thrown.getClass().getName();
    }
  }

  @SuppressWarnings("ReferenceEquality") // an exception may name itself as its cause
  private static String innermost(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isEmpty() ? String.valueOf(cause.toString()) : message;
  }
}
