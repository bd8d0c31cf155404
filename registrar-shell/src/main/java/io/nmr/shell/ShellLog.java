package io.nmr.shell;

import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.LoggerFactory;
import org.osgi.util.tracker.ServiceTracker;

/** The OSGi log, at level INFO; the JDK's where there is none. */
final class ShellLog implements Consumer<String>, AutoCloseable {
  private static final String LOGGER = "io.nmr.shell";

  private final ServiceTracker<LoggerFactory, LoggerFactory> factories;

  private ShellLog(BundleContext context) {
    factories = new ServiceTracker<>(context, LoggerFactory.class, null);
    factories.open();
  }

  /** The log of this framework. */
  static Consumer<String> of(BundleContext context) {
    try {
      return new ShellLog(context);
    } catch (NoClassDefFoundError absent) { // an optional import
      return ShellLog::toSystem;
    }
  }

  private static void toSystem(String line) {
    System.getLogger(LOGGER).log(System.Logger.Level.INFO, line);
  }

  @Override
  public void accept(String line) {
    LoggerFactory factory = factories.getService();
    if (factory == null) {
      toSystem(line);
    } else {
      factory.getLogger(LOGGER).info("{}", line); // an argument: names may contain braces
    }
  }

  @Override
  public void close() {
    factories.close();
  }
}
