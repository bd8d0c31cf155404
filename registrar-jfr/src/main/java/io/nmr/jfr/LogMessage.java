package io.nmr.jfr;

import io.nmr.log.Message;
import io.nmr.log.MessageLog;
import java.lang.System.Logger.Level;

/** Every message that this bundle logs; {@code docs/operations.md} has a row for each. */
enum LogMessage implements Message {
  /** The JVM has no flight recorder, so the bundle does nothing. */
  NO_RECORDER(Level.INFO, "no flight recorder events: this JVM has no module jdk.jfr");

  private static final MessageLog LOG = MessageLog.ofJdk("io.nmr.registrar.jfr");

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

  void log(Object... arguments) {
    LOG.log(this, arguments);
  }
}
