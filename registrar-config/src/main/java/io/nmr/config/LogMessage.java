package io.nmr.config;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Every message that this bundle logs; {@code docs/operations.md} has a row for each. */
enum LogMessage {
  /** A registrar that has come later than its configuration refuses it. */
  NOT_IN_FORCE(Level.WARNING, "the configuration io.nmr.registrar is not in force: %s");

  private static final System.Logger LOG = System.getLogger("io.nmr.registrar.config");

  private final Level level;
  private final String text;

  LogMessage(Level level, String text) {
    this.level = level;
    this.text = text;
  }

  /** One line, whatever the arguments are. */
  void log(@Nullable Object... arguments) {
    LOG.log(level, text.formatted(arguments).replaceAll("\\s*\\R\\s*", " | "));
  }
}
