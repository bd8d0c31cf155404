package io.nmr;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A side declines to attach: STATUS_NOINTERFACE. Has a reason that a person can read and no stack
 * trace, for declining is an answer and no fault.
 */
public class NoInterfaceException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Declines.
   *
   * @param reason why, as the shell will show it
   */
  public NoInterfaceException(String reason) {
    this(reason, null);
  }

  /**
   * Declines because of a failure.
   *
   * @param reason why, as the shell will show it
   * @param cause what failed
   */
  public NoInterfaceException(String reason, @Nullable Throwable cause) {
    super(Objects.requireNonNull(reason, "reason"), cause, false, false);
  }
}
