package io.nmr.deploy.engine;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Says a line in the OSGi log; in the JDK's where there is none. */
final class DeployLog {
  private static final String LOGGER = "io.nmr.registrar.deploy";

  private final BundleContext context;
  private final Bundle framework;

  DeployLog(BundleContext context) {
    this.context = context;
    this.framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
  }

  void log(LogMessage asked, @Nullable Object... arguments) {
    LogMessage message =
        asked == LogMessage.ENDED && framework.getState() == Bundle.STARTING
            ? LogMessage.ENDED_AT_START
            : asked;
    Level level = message.level();
    String line = message.line(arguments);
    if (!isLoggedByService(level, line)) {
      System.getLogger(LOGGER).log(level, line);
    }
  }

  private boolean isLoggedByService(Level level, String line) {
    try {
      ServiceReference<LoggerFactory> found = context.getServiceReference(LoggerFactory.class);
      LoggerFactory factory = found == null ? null : context.getService(found);
      if (found == null || factory == null) {
        return false;
      }
      Logger logger = factory.getLogger(LOGGER);
      switch (level) {
        case WARNING -> logger.warn("{}", line);
        case INFO -> logger.info("{}", line);
        default -> logger.debug("{}", line);
      }
      context.ungetService(found);
      return true;
    } catch (NoClassDefFoundError | RuntimeException absent) { // an optional import; or we stop
      return false;
    }
  }
}
