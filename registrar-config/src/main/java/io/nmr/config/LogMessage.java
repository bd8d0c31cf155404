package io.nmr.config;

import io.nmr.text.Printable;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Every message that this bundle logs; {@code docs/operations.md} has a row for each. */
enum LogMessage {
  /** A registrar that has come later than its configuration refuses it. */
  NOT_IN_FORCE(Level.WARNING, "the configuration io.nmr.registrar is not in force: %s"),
  /** A PID that was mistyped. */
  UNREAD_CONFIGURATION(Level.WARNING, "nothing reads the configuration %s; did you mean %s?"),
  /** A name in the configuration that is none of a setting, and does not look like one. */
  UNREAD_NAME(
      Level.WARNING, "nothing reads %s in the configuration io.nmr.registrar; did you mean %s?"),
  /** A property of the JVM that was mistyped. */
  UNREAD_PROPERTY(Level.WARNING, "nothing reads the property %s; did you mean %s?");

  private static final System.Logger LOG = System.getLogger("io.nmr.registrar.config");

  private final Level level;
  private final String text;

  LogMessage(Level level, String text) {
    this.level = level;
    this.text = text;
  }

  /** One line, whatever the arguments are. */
  void log(@Nullable Object... arguments) {
    LOG.log(level, Printable.line(text.formatted(arguments)));
  }
}
