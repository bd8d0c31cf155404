package io.nmr.log;

import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;

/** Where the messages of one bundle go. Any thread. */
public interface MessageLog {
  /** Logs a message with arguments for the names in its text, and what was thrown, if anything. */
  void logThrown(@Nullable Throwable thrown, Message message, @Nullable Object... arguments);

  /** Logs a message with arguments for the names in its text. */
  default void log(Message message, @Nullable Object... arguments) {
    logThrown(null, message, arguments);
  }

  /** The JDK's log, with a logger of that name. */
  static MessageLog ofJdk(String name) {
    Logger logger = System.getLogger(name);
    return (thrown, message, arguments) -> {
      String line = message.line(arguments);
      if (thrown == null) {
        logger.log(message.level(), line);
      } else {
        logger.log(message.level(), line, thrown);
      }
    };
  }
}
