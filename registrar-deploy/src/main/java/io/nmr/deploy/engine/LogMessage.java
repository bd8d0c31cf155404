package io.nmr.deploy.engine;

import io.nmr.log.Message;
import java.lang.System.Logger.Level;

/** Every message that this bundle logs; {@code docs/operations.md} has a row for each. */
enum LogMessage implements Message {
  /** An operation has ended well. */
  ENDED(Level.INFO, "operation {id}, by {face}: {outcome}"),
  /** An operation has ended well while the framework starts: there is one for each module. */
  ENDED_AT_START(Level.DEBUG, "operation {id}, by {face}, at the start: {outcome}"),
  /** An operation has ended well, and somebody who watches it is told so. */
  ENDED_WATCHED(Level.DEBUG, "operation {id}, by {face}, has ended: {outcome}"),
  /** An operation has failed, and somebody who watches it is told so. */
  FAILED_WATCHED(Level.DEBUG, "operation {id}, by {face}, has failed: {reason}"),
  /** An operation has failed, and nobody watches it. */
  FAILED(Level.WARNING, "operation {id}, by {face}, failed: {reason}"),
  /** A file in the watched folder cannot be deployed. */
  REFUSED(
      Level.WARNING, "{file} is not deployed: {reason}; the file is tried again when it changes");

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
