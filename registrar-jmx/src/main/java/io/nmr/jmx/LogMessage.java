package io.nmr.jmx;

import io.nmr.log.Message;
import io.nmr.log.MessageLog;
import java.lang.System.Logger.Level;

/** Every message that this bundle logs; {@code docs/operations.md} has a row for each. */
enum LogMessage implements Message {
  /** The MBean was not in the server when it was to be unregistered. */
  UNREGISTERED_BY_OTHERS(Level.DEBUG, "someone else has unregistered {name}"),
  /** The MBean server refused to unregister the MBean. */
  NOT_UNREGISTERED(Level.WARNING, "{name} stays in JMX: {reason}; restart the JVM to be rid of it");

  private static final MessageLog LOG = MessageLog.ofJdk("io.nmr.registrar.jmx");

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

  void logThrown(Throwable thrown, Object... arguments) {
    LOG.logThrown(thrown, this, arguments);
  }
}
