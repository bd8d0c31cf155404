package io.nmr.log.service;

import io.nmr.log.Message;
import io.nmr.log.MessageLog;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * OSGi's log service; the JDK's log where there is no such service, or where it fails. The package
 * of the service is an optional import.
 */
public final class ServiceLog implements MessageLog {
  private final BundleContext context;
  private final String name;
  private final MessageLog fallback;

  /** Logs for a bundle, with a logger of that name. */
  public ServiceLog(BundleContext context, String name) {
    this.context = context;
    this.name = name;
    this.fallback = MessageLog.ofJdk(name);
  }

  /** What this class has to say itself. */
  private enum Own implements Message {
    FAILED;

    @Override
    public Level level() {
      return Level.WARNING;
    }

    @Override
    public String text() {
      return "the log service failed and the line before is only in the JDK's log;"
          + " mend or replace the bundle that has the service";
    }
  }

  @Override
  public void logThrown(
      @Nullable Throwable thrown, Message message, @Nullable Object... arguments) {
    try {
      if (isLogged(thrown, message, arguments)) {
        return;
      }
    } catch (NoClassDefFoundError | IllegalStateException absent) {
      // The package is not there, or the bundle has stopped.
    } catch (Throwable failed) {
      fallback.logThrown(thrown, message, arguments);
      fallback.logThrown(failed, Own.FAILED);
      return;
    }
    fallback.logThrown(thrown, message, arguments);
  }

  /** Logs with the service if there is one. */
  private boolean isLogged(
      @Nullable Throwable thrown, Message message, @Nullable Object... arguments) {
    ServiceReference<LoggerFactory> found = context.getServiceReference(LoggerFactory.class);
    LoggerFactory factory = found == null ? null : context.getService(found);
    if (found == null || factory == null) {
      return false;
    }
    String line = message.line(arguments);
    Object[] withThrown = thrown == null ? new Object[] {line} : new Object[] {line, thrown};
    log(factory.getLogger(name), message.level(), withThrown);
    context.ungetService(found);
    return true;
  }

  /** The line is an argument, for a format would take the braces in it for its own. */
  private static void log(Logger logger, Level level, Object[] arguments) {
    switch (level) {
      case ERROR -> logger.error("{}", arguments);
      case WARNING -> logger.warn("{}", arguments);
      case INFO -> logger.info("{}", arguments);
      default -> logger.debug("{}", arguments);
    }
  }
}
