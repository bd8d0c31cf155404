package io.nmr.metrics;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where the endpoint listens: {@code nmr.metrics.host} and {@code nmr.metrics.port}, a port number,
 * 0 for any free port, or {@code off}.
 *
 * @param host the address or name of the interface
 * @param port the port; empty for no endpoint
 */
record Settings(String host, OptionalInt port) {
  static final String HOST = "nmr.metrics.host";
  static final String PORT = "nmr.metrics.port";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int DEFAULT_PORT = 9464; // for exporters in Prometheus' list of ports
  private static final int HIGHEST_PORT = 65_535;

  /** Looks up a framework property; null for one that is not set. */
  @FunctionalInterface
  interface Properties {
    @Nullable String get(String name);
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException for a bad value, naming the property
   */
  static Settings read(Properties properties) {
    String host = properties.get(HOST);
    return new Settings(
        host == null || host.isBlank() ? LOOPBACK : host.trim(), port(properties.get(PORT)));
  }

  private static OptionalInt port(@Nullable String text) {
    if (text == null) {
      return OptionalInt.of(DEFAULT_PORT);
    }
    String known = text.trim();
    if (known.isEmpty() || known.equalsIgnoreCase("off")) {
      return OptionalInt.empty();
    }
    if (known.matches("\\d{1,5}")) {
      int port = Integer.parseInt(known);
      if (port <= HIGHEST_PORT) {
        return OptionalInt.of(port);
      }
    }
    throw new IllegalArgumentException(
        PORT
            + " is '"
            + text
            + "'; give a port from 0 (any that is free) to "
            + HIGHEST_PORT
            + ", or off");
  }
}
