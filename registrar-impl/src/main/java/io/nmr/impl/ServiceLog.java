package io.nmr.impl;

import io.nmr.impl.journal.LogMessage;
import io.nmr.impl.journal.RegistrarLog;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Logs through OSGi's {@link LoggerFactory}, and through the JDK where there is no log service or
 * it fails. So a log service that misbehaves changes nothing.
 */
final class ServiceLog implements RegistrarLog, AutoCloseable {
  private static final String LOGGER = "io.nmr.registrar";

  private final ServiceTracker<LoggerFactory, LoggerFactory> factories;
  private final RegistrarLog fallback = RegistrarLog.ofSystem();

  private ServiceLog(BundleContext context) {
    factories = new ServiceTracker<>(context, LoggerFactory.class, null);
    factories.open();
  }

  /** The log of this framework; the JDK's log where the OSGi log package itself is absent. */
  static RegistrarLog of(BundleContext context) {
    try {
      return new ServiceLog(context);
    } catch (NoClassDefFoundError absent) { // an optional import
      return RegistrarLog.ofSystem();
    }
  }

  @Override
  public void log(Level level, String message, @Nullable Throwable thrown) {
    LoggerFactory factory = factories.getService();
    if (factory == null) {
      fallback.log(level, message, thrown);
      return;
    }
    try {
      log(factory.getLogger(LOGGER), level, message, thrown);
    } catch (Throwable failed) { // the line must not be lost
      fallback.log(level, message, thrown);
      fallback.log(
          LogMessage.LOG_SERVICE_FAILED.level(), LogMessage.LOG_SERVICE_FAILED.text(), failed);
    }
  }

  @Override
  public boolean isLogged(Level level) {
    if (level != Level.DEBUG) {
      return true;
    }
    LoggerFactory factory = factories.getService();
    if (factory == null) {
      return fallback.isLogged(level);
    }
    try {
      return factory.getLogger(LOGGER).isDebugEnabled();
    } catch (Throwable failed) {
      return true; // the call of log reports this failure
    }
  }

  private static void log(Logger logger, Level level, String message, @Nullable Throwable thrown) {
    // Arguments, not formats: a module's name may contain braces.
    Object[] arguments = thrown == null ? new Object[] {message} : new Object[] {message, thrown};
    switch (level) {
      case ERROR -> logger.error("{}", arguments);
      case WARNING -> logger.warn("{}", arguments);
      case INFO -> logger.info("{}", arguments);
      default -> logger.debug("{}", arguments);
    }
  }

  @Override
  public void close() {
    factories.close();
  }
}
