package io.nmr.shell;

import io.nmr.runtime.RegistrarRuntime;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;

/** Offers the commands to the shell, whether or not there is a registrar yet. */
public final class Activator implements BundleActivator {
  private @Nullable ServiceTracker<RegistrarRuntime, RegistrarRuntime> runtimes;

  @Override
  public void start(BundleContext context) {
    ServiceTracker<RegistrarRuntime, RegistrarRuntime> tracker =
        new ServiceTracker<>(context, RegistrarRuntime.class, null);
    tracker.open();
    runtimes = tracker;
    Map<String, Object> properties =
        Map.of(
            CommandProcessor.COMMAND_SCOPE,
            "nmr",
            CommandProcessor.COMMAND_FUNCTION,
            new String[] {"bindings"});
    RegistrarCommands commands =
        new RegistrarCommands(() -> Optional.ofNullable(tracker.getService()));
    context.registerService(
        RegistrarCommands.class, commands, FrameworkUtil.asDictionary(properties));
  }

  @Override
  public void stop(BundleContext context) {
    ServiceTracker<RegistrarRuntime, RegistrarRuntime> tracker = runtimes;
    if (tracker != null) {
      tracker.close();
    }
  }
}
