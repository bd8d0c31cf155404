package io.nmr.shell.result;

import io.nmr.shell.text.Plain;

/** A command's refusal: one line for the person who typed it. Gogo prints it as it is. */
public final class CommandException extends RuntimeException {
  /** With what was wrong, naming the value, and what to do instead. */
  public CommandException(String message) {
    super(Plain.of(message));
  }

  /** The message alone: at a prompt the class says nothing. */
  @SuppressWarnings("OverrideThrowableToString") // Gogo prints it, and knows nothing of messages
  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }
}
