package io.nmr.deploy.engine;

import io.nmr.text.Printable;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Every message that this bundle logs; {@code docs/operations.md} has a row for each. */
enum LogMessage {
  /** An operation has ended well. */
  ENDED(Level.INFO, "operation %s, by %s: %s"),
  /** An operation has ended well while the framework starts, as one for each module does. */
  ENDED_AT_START(Level.DEBUG, "operation %s, by %s, at the start: %s"),
  /** An operation has failed, and somebody has been told so. */
  FAILED_WATCHED(Level.DEBUG, "operation %s, by %s, has failed: %s"),
  /** An operation has failed, and nobody looks. */
  FAILED(Level.WARNING, "operation %s, by %s, failed: %s"),
  /** A file in the watched folder cannot be deployed. */
  REFUSED(Level.WARNING, "%s is not deployed: %s; the file is tried again when it changes");

  private final Level level;
  private final String text;

  LogMessage(Level level, String text) {
    this.level = level;
    this.text = text;
  }

  Level level() {
    return level;
  }

  /** One line, whatever the arguments are. */
  String line(@Nullable Object... arguments) {
    return Printable.line(text.formatted(arguments));
  }
}
