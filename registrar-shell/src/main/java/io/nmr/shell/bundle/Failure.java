package io.nmr.shell.bundle;

/** What went wrong, in words. */
public final class Failure {
  private Failure() {}

  /** The message of the innermost cause, which is what an activator has thrown. */
  @SuppressWarnings("ReferenceEquality") // an exception may name itself as its cause
  public static String of(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isEmpty() ? cause.toString() : message;
  }
}
