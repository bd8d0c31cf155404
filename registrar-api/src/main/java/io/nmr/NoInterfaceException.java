package io.nmr;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a side that declines to attach: STATUS_NOINTERFACE. It has a reason that a person can
 * read and no stack trace, because declining is an answer and not a fault.
 */
public class NoInterfaceException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Declines for that reason.
   *
   * @param reason why this side declines; the shell shows it
   */
  public NoInterfaceException(String reason) {
    this(reason, null);
  }

  /**
   * Declines because of a failure.
   *
   * @param reason why this side declines; the shell shows it
   * @param cause what failed
   */
  public NoInterfaceException(String reason, @Nullable Throwable cause) {
    super(Objects.requireNonNull(reason, "reason"), cause, false, false);
  }
}
