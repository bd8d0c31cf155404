package io.nmr.console;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.osgi.service.log.LogLevel;

/**
 * Prints what the bundles of this project log with the JDK's log, in lines of the same form as the
 * log service's. Without this the JDK prints two lines of its own for each, in the middle of what
 * is being typed. Any thread may call.
 */
final class JdkLog extends Handler {
  private static final String OURS = "io.nmr";

  private final Logger logger = Logger.getLogger(OURS); // the JDK itself has a weak reference
  private final ConsoleLog console;

  JdkLog(ConsoleLog console) {
    this.console = console;
    setFormatter(new SimpleFormatter());
  }

  /** Prints in place of the JDK from now on. */
  void open() {
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  @Override
  public void publish(LogRecord record) {
    if (record.getLevel().intValue() >= Level.INFO.intValue()) {
      console.print(
          record.getInstant(),
          level(record.getLevel()),
          String.valueOf(record.getLoggerName()),
          getFormatter().formatMessage(record),
          record.getThrown());
    }
  }

  private static LogLevel level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return LogLevel.ERROR;
    }
    return level.intValue() >= Level.WARNING.intValue() ? LogLevel.WARN : LogLevel.INFO;
  }

  @Override
  public void flush() {}

  /** Leaves the printing to the JDK again. */
  @Override
  public void close() {
    logger.setUseParentHandlers(true);
    logger.removeHandler(this);
  }
}
