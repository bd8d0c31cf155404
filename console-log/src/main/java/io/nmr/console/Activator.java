package io.nmr.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogReaderService;
import org.osgi.util.tracker.ServiceTracker;

/** Listens to every log there is. */
public final class Activator implements BundleActivator {
  private @Nullable ServiceTracker<LogReaderService, LogReaderService> logs;

  @Override
  public void start(BundleContext context) {
    // Not System.err: the shell replaces that by one that may lead into a command's pipe.
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, Charset.defaultCharset());
    ConsoleLog console = new ConsoleLog(err, ZoneId.systemDefault());
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
    ServiceTracker<LogReaderService, LogReaderService> tracker = logs;
    if (tracker != null) {
      tracker.close();
    }
  }
}
