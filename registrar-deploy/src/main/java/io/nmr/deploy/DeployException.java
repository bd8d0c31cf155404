package io.nmr.deploy;

/** What was asked for is not possible; nothing has been touched. One line of text. */
public final class DeployException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With what is wrong, naming the value, and what to do instead. */
  public DeployException(String message) {
    super(message);
  }
}
