package io.nmr.deploy;

/** A request that is not possible. Nothing has been touched; the message is one line of text. */
public final class DeployException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The message names the value that is wrong, and says what to do instead. */
  public DeployException(String message) {
    super(message);
  }
}
