package io.nmr.impl.journal;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Where the registrar's messages go. Any thread; must not throw. */
@FunctionalInterface
public interface RegistrarLog {
  /** One event, one line, with what was thrown where something was. */
  void log(Level level, String message, @Nullable Throwable thrown);

  /** Whether messages of that level go anywhere; those that do not need not be made. */
  default boolean isLogged(Level level) {
    return true;
  }

  /** The JDK's own log, for where there is no other. */
  static RegistrarLog ofSystem() {
    System.Logger logger = System.getLogger("io.nmr.registrar");
    return new RegistrarLog() {
      @Override
      public void log(Level level, String message, @Nullable Throwable thrown) {
        if (thrown == null) {
          logger.log(level, message);
        } else {
          logger.log(level, message, thrown);
        }
      }

      @Override
      public boolean isLogged(Level level) {
        return logger.isLoggable(level);
      }
    };
  }
}
