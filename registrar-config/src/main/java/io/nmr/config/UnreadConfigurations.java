package io.nmr.config;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;

/**
 * Logs configurations that were meant for the registrar and that no service reads: their PID is
 * like the registrar's, or begins like those of this project. Other configurations are left alone,
 * since a component may read them. Config Admin calls on a thread of its own. A class of its own
 * because it needs the package of Config Admin, which may be missing.
 */
final class UnreadConfigurations implements ConfigurationListener {
  private static final String OURS = "io.nmr.";
  private static final String SAMPLES = "io.nmr.sample.";

  private final BundleContext context;

  private UnreadConfigurations(BundleContext context) {
    this.context = context;
  }

  /** Looks at the configurations that there are, and at each that comes from now on. */
  static ServiceRegistration<?> register(BundleContext context, Object admin) {
    UnreadConfigurations listener = new UnreadConfigurations(context);
    ServiceRegistration<?> registration =
        context.registerService(ConfigurationListener.class, listener, null);
    try {
      Configuration[] there = ((ConfigurationAdmin) admin).listConfigurations(null);
      for (Configuration each : there == null ? new Configuration[0] : there) {
        listener.look(each.getPid(), each.getFactoryPid());
      }
    } catch (IOException | InvalidSyntaxException | IllegalStateException gone) {
      // A Config Admin that has stopped meanwhile has no configurations.
    }
    return registration;
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    if (event.getType() == ConfigurationEvent.CM_UPDATED) {
      look(event.getPid(), event.getFactoryPid());
    }
  }

  private void look(String pid, @Nullable String factoryPid) {
    String name = factoryPid == null ? pid.replaceFirst("\\|.*", "") : factoryPid;
    String reader = "org.osgi.service.cm.ManagedService" + (factoryPid == null ? "" : "Factory");
    boolean isMeant =
        Names.isLike(name, Configurations.PID)
            || (name.startsWith(OURS) && !name.startsWith(SAMPLES));
    if (isMeant && !isRead(name, reader)) {
      LogMessage.UNREAD_CONFIGURATION.log(pid, Configurations.PID);
    }
  }

  private boolean isRead(String pid, String reader) {
    try {
      ServiceReference<?>[] readers = context.getAllServiceReferences(reader, null);
      return readers != null && Arrays.stream(readers).anyMatch(it -> pids(it).contains(pid));
    } catch (InvalidSyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Collection<?> pids(ServiceReference<?> reader) {
    Object pid = reader.getProperty(Constants.SERVICE_PID);
    if (pid instanceof Collection<?> several) {
      return several;
    }
    return pid instanceof Object[] array ? List.of(array) : pid == null ? List.of() : List.of(pid);
  }
}
