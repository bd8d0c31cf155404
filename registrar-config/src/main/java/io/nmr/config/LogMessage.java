package io.nmr.config;

import io.nmr.log.Message;
import io.nmr.log.MessageLog;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Every message that this bundle logs; {@code docs/operations.md} has a row for each. */
enum LogMessage implements Message {
  /** A registrar that started after its configuration had come refuses it. */
  NOT_IN_FORCE(Level.WARNING, "the configuration io.nmr.registrar is not in force: {reason}"),
  /** A PID that was mistyped. */
  UNREAD_CONFIGURATION(Level.WARNING, "nothing reads the configuration {pid}; did you mean {pid}?"),
  /** A name in the configuration that is like a setting's and does not begin with {@code nmr.}. */
  UNREAD_NAME(
      Level.WARNING,
      "nothing reads {name} in the configuration io.nmr.registrar; did you mean {name}?"),
  /** A property of the JVM that was mistyped. */
  UNREAD_PROPERTY(Level.WARNING, "nothing reads the property {name}; did you mean {name}?");

  private static final MessageLog LOG = MessageLog.ofJdk("io.nmr.registrar.config");

  private final Level level;
  private final String text;

  LogMessage(Level level, String text) {
    this.level = level;
    this.text = text;
  }

  @Override
  public Level level() {
    return level;
  }

  @Override
  public String text() {
    return text;
  }

  void log(@Nullable Object... arguments) {
    LOG.log(this, arguments);
  }
}
