package io.nmr.console;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.osgi.service.log.LogLevel;

/**
 * What the bundles of this project tell the JDK's log, printed as lines of the same form: those
 * that use no OSGi log speak there. Without this the JDK prints them in two lines of its own, amid
 * what is being typed. Any thread.
 */
final class JdkLog extends Handler {
  private static final String OURS = "io.nmr";

  private final Logger logger = Logger.getLogger(OURS); // kept, for the JDK keeps none
  private final ConsoleLog console;

  JdkLog(ConsoleLog console) {
    this.console = console;
    setFormatter(new SimpleFormatter());
  }

  /** Prints them from now on, in place of the JDK. */
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

  /** Leaves it to the JDK again. */
  @Override
  public void close() {
    logger.setUseParentHandlers(true);
    logger.removeHandler(this);
  }
}
