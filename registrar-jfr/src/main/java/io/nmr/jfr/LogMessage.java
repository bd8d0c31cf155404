package io.nmr.jfr;

import io.nmr.text.Printable;
import java.lang.System.Logger.Level;

/** Every message that this bundle logs; {@code docs/operations.md} has a row for each. */
enum LogMessage {
  /** The bundle does nothing. */
  NO_RECORDER(Level.INFO, "no flight recorder events: this JVM has no module jdk.jfr");

  private static final System.Logger LOG = System.getLogger("io.nmr.registrar.jfr");

  private final Level level;
  private final String text;

  LogMessage(Level level, String text) {
    this.level = level;
    this.text = text;
  }

  /** One line, whatever the arguments are. */
  void log(Object... arguments) {
    LOG.log(level, Printable.line(text.formatted(arguments)));
  }
}
