package io.nmr.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogReaderService;
import org.osgi.util.tracker.ServiceTracker;

/** Prints what the log service and the JDK's log have for a person at the console. */
public final class Activator implements BundleActivator {
  // Set by the start script where standard input, output and error are one terminal.
  private static final String TERMINAL = "nmr.console.terminal";
  private static final String SHELL =
      "(&(objectClass=java.util.function.Consumer)(nmr.console.above=true))";
  private static final String TRACE = "nmr.console.trace";
  private static final String LEVEL = "org.osgi.service.log.admin.loglevel";

  private @Nullable ServiceTracker<LogReaderService, LogReaderService> logs;
  private @Nullable ServiceTracker<Consumer<String>, Consumer<String>> shells;

  private @Nullable JdkLog jdkLog;

  @Override
  public void start(BundleContext context) throws InvalidSyntaxException {
    // Not System.err: the shell replaces that by one that may lead into a command's pipe.
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, Charset.defaultCharset());
    Consumer<String> printer = err::println;
    if (Boolean.parseBoolean(context.getProperty(TERMINAL))) {
      ServiceTracker<Consumer<String>, Consumer<String>> shell =
          new ServiceTracker<>(context, context.createFilter(SHELL), null);
      shell.open();
      shells = shell;
      printer = new Printer(err, shell::getService);
    }
    boolean isTraced =
        Boolean.parseBoolean(context.getProperty(TRACE))
            || List.of("DEBUG", "TRACE").contains(String.valueOf(context.getProperty(LEVEL)));
    ConsoleLog console = new ConsoleLog(printer, ZoneId.systemDefault(), isTraced);
    JdkLog jdk = new JdkLog(console);
    jdk.open();
    jdkLog = jdk;
    ServiceTracker<LogReaderService, LogReaderService> tracker =
        new ServiceTracker<>(context, LogReaderService.class, null) {
          @Override
          public LogReaderService addingService(ServiceReference<LogReaderService> reference) {
            LogReaderService log = super.addingService(reference);
            log.addLogListener(console);
            return log;
          }

          @Override
          public void removedService(
              ServiceReference<LogReaderService> reference, LogReaderService log) {
            log.removeLogListener(console);
            super.removedService(reference, log);
          }
        };
    tracker.open();
    logs = tracker;
  }

  @Override
  public void stop(BundleContext context) {
    if (jdkLog != null) {
      jdkLog.close();
    }
    ServiceTracker<LogReaderService, LogReaderService> tracker = logs;
    if (tracker != null) {
      tracker.close();
    }
    ServiceTracker<Consumer<String>, Consumer<String>> shell = shells;
    if (shell != null) {
      shell.close();
    }
  }
}
