package io.nmr.jmx;

import io.nmr.text.Printable;
import java.lang.System.Logger.Level;

/** Every message that this bundle logs; {@code docs/operations.md} has a row for each. */
enum LogMessage {
  /** What was to be unregistered was not there. */
  UNREGISTERED_BY_OTHERS(Level.DEBUG, "someone else has unregistered %s"),
  /** The MBean stays in the server. */
  NOT_UNREGISTERED(Level.WARNING, "%s stays in JMX: %s; restart the JVM to be rid of it");

  private static final System.Logger LOG = System.getLogger("io.nmr.registrar.jmx");

  private final Level level;
  private final String text;

  LogMessage(Level level, String text) {
    this.level = level;
    this.text = text;
  }

  /** One line, whatever the arguments are. */
  void log(Object... arguments) {
    LOG.log(level, line(arguments));
  }

  /** The same, with what was thrown. */
  void logThrown(Throwable thrown, Object... arguments) {
    LOG.log(level, line(arguments), thrown);
  }

  private String line(Object... arguments) {
    return Printable.line(text.formatted(arguments));
  }
}
