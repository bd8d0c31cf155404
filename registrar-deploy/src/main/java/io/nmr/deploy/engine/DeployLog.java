package io.nmr.deploy.engine;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Says a line in the OSGi log; in the JDK's where there is none. */
final class DeployLog {
  private static final String LOGGER = "io.nmr.registrar.deploy";

  private final BundleContext context;

  DeployLog(BundleContext context) {
    this.context = context;
  }

  void log(LogMessage message, @Nullable Object... arguments) {
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
      if (level == Level.WARNING) {
        logger.warn("{}", line);
      } else {
        logger.info("{}", line);
      }
      context.ungetService(found);
      return true;
    } catch (NoClassDefFoundError absent) { // an optional import
      return false;
    }
  }
}
