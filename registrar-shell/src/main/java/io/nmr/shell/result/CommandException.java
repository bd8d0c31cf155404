package io.nmr.shell.result;

import io.nmr.shell.text.Json;
import io.nmr.shell.text.Plain;
import java.util.LinkedHashMap;
import java.util.Map;

/** A command's refusal: one line for the person who typed it. Gogo prints it as it is. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String printed;

  /** The message names the value that was wrong, and says what to do instead. */
  public CommandException(String message) {
    super(Plain.of(message));
    printed = String.valueOf(getMessage());
  }

  private CommandException(String message, String printed) {
    super(Plain.of(message));
    this.printed = printed;
  }

  /**
   * The refusal for a script that has asked for JSON: an object whose one member {@code error},
   * which no result has, contains the command and the message.
   */
  public static CommandException inJson(String command, String message) {
    Map<String, String> error = new LinkedHashMap<>();
    error.put("command", command);
    error.put("message", message);
    return new CommandException(message, Json.of(Map.of("error", error)));
  }

  /** The text that Gogo prints: the message alone, because the class means nothing at a prompt. */
  @SuppressWarnings("OverrideThrowableToString") // Gogo prints this text and not the message
  @Override
  public String toString() {
    return printed;
  }
}
