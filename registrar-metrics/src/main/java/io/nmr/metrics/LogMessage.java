package io.nmr.metrics;

import io.nmr.text.Printable;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Every message that this bundle logs; {@code docs/operations.md} has a row for each. */
enum LogMessage {
  /** The endpoint is open. */
  OPEN(Level.INFO, "metrics for Prometheus are at %s"),
  /** Its port cannot be had. */
  PORT_TAKEN(
      Level.WARNING,
      "no metrics: port %s of %s is not to be had (%s); set nmr.metrics.port to another, 0 for any,"
          + " or off"),
  /** Its address cannot be had. */
  NO_ADDRESS(Level.WARNING, "no metrics: %s; set nmr.metrics.host to an address of this machine"),
  /** The JVM has no HTTP server. */
  NO_SERVER(Level.WARNING, "no metrics: this JVM has no module jdk.httpserver");

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
