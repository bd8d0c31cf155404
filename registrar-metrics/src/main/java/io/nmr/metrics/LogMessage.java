package io.nmr.metrics;

import io.nmr.log.Message;
import java.lang.System.Logger.Level;

/** Every message that this bundle logs; {@code docs/operations.md} has a row for each. */
enum LogMessage implements Message {
  /** The endpoint is open. */
  OPEN(Level.INFO, "metrics for Prometheus are at {address}"),
  /** The endpoint's port is taken. */
  PORT_TAKEN(
      Level.WARNING,
      "no metrics: port {port} of {host} cannot be opened ({reason}); set nmr.metrics.port to another, 0 for any,"
          + " or off"),
  /** The endpoint cannot listen at its address. */
  NO_ADDRESS(
      Level.WARNING, "no metrics: {reason}; set nmr.metrics.host to an address of this machine"),
  /** The JVM has no HTTP server. */
  NO_SERVER(Level.WARNING, "no metrics: this JVM has no module jdk.httpserver");

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
}
