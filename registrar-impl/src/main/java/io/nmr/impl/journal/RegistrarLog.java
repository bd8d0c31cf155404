package io.nmr.impl.journal;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Where the registrar's messages go. Any thread; must not throw. */
@FunctionalInterface
public interface RegistrarLog {
  /** Logs one event as one line, with the exception if there is one. */
  void log(Level level, String message, @Nullable Throwable thrown);

  /** Whether messages of that level are logged; other messages need not be made. */
  default boolean isLogged(Level level) {
    return true;
  }

  /** The JDK's own log, which is used where there is no other log. */
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
