package io.nmr.shell;

import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.result.CommandException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedService;

/** Keeps the settings that are changed at the prompt. Only one thread at a time may use a store. */
interface SettingsStore {
  /** The settings that are set at the moment in addition to the framework properties, by name. */
  Map<String, Object> settings();

  /**
   * Keeps a setting.
   *
   * @param value the new value; an empty text removes the setting
   */
  void keep(String name, String value);

  /** How long a change lasts: the words that follow "until". */
  String until();

  /** Finds the store in which the settings of a registrar are kept at the moment. */
  static SettingsStore of(BundleContext context, RegistrarRuntime runtime) {
    try {
      return OfConfigAdmin.find(context).orElseGet(() -> new OfRegistrar(runtime));
    } catch (NoClassDefFoundError absent) { // an optional import
      return new OfRegistrar(runtime);
    }
  }

  /**
   * Keeps the settings in the registrar's configuration. This store is used where there is a Config
   * Admin and the bundle {@code registrar-config} reads that configuration; elsewhere only the
   * registrar has the settings.
   */
  static final class OfConfigAdmin implements SettingsStore {
    static final String PID = "io.nmr.registrar";

    private static final String SETTING = "nmr.";
    // File Install names the file that a configuration comes from.
    private static final String FILE = "felix.fileinstall.filename";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BundleContext context;
    private final Configuration configuration;
    private final boolean isForgotten;

    private OfConfigAdmin(BundleContext context, Configuration configuration, boolean isForgotten) {
      this.context = context;
      this.configuration = configuration;
      this.isForgotten = isForgotten;
    }

    static Optional<SettingsStore> find(BundleContext context) {
      ServiceReference<ConfigurationAdmin> admin =
          context.getServiceReference(ConfigurationAdmin.class);
      ConfigurationAdmin service = admin == null ? null : context.getService(admin);
      if (service == null) {
        return Optional.empty();
      }
      try {
        String reader = "(" + Constants.SERVICE_PID + "=" + PID + ")";
        if (context.getServiceReferences(ManagedService.class, reader).isEmpty()) {
          return Optional.empty();
        }
        boolean isForgotten =
            Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT.equals(
                context.getProperty(Constants.FRAMEWORK_STORAGE_CLEAN));
        return Optional.of(
            new OfConfigAdmin(context, service.getConfiguration(PID, "?"), isForgotten));
      } catch (IOException failed) {
        throw new CommandException("the configuration " + PID + " cannot be read: " + failed);
      } catch (InvalidSyntaxException impossible) {
        throw new IllegalStateException(impossible);
      } finally {
        context.ungetService(admin);
      }
    }

    @Override
    public Map<String, Object> settings() {
      Map<String, Object> settings = new LinkedHashMap<>();
      properties()
          .forEach(
              (name, value) -> {
                if (name.startsWith(SETTING)) {
                  settings.put(name, value);
                }
              });
      return settings;
    }

    private Map<String, Object> properties() {
      Map<String, Object> properties = new LinkedHashMap<>();
      Dictionary<String, Object> configured = configuration.getProperties();
      if (configured != null) { // null while it has never been written
        Collections.list(configured.keys()).forEach(it -> properties.put(it, configured.get(it)));
      }
      return properties;
    }

    @Override
    public void keep(String name, String value) {
      Map<String, Object> properties = properties();
      if (value.isEmpty()) {
        properties.remove(name);
      } else {
        properties.put(name, value);
      }
      try {
        configuration.update(FrameworkUtil.asDictionary(properties));
      } catch (IOException | IllegalStateException failed) {
        throw new CommandException(
            "%s is in force, but not kept: the configuration %s cannot be written: %s"
                .formatted(name, PID, failed));
      }
      awaitDelivery();
    }

    /**
     * Waits until Config Admin has delivered what was written; without this wait, the delivery of
     * one change could take back the next one for a moment. Config Admin delivers on one thread, in
     * order, and it delivers the configuration to a new service, too: when the new service here is
     * called, every delivery before is over. The wait is bounded, since another bundle may block
     * that thread.
     */
    private void awaitDelivery() {
      CountDownLatch delivered = new CountDownLatch(1);
      ManagedService last = properties -> delivered.countDown();
      ServiceRegistration<ManagedService> registration =
          context.registerService(
              ManagedService.class,
              last,
              FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_PID, PID)));
      try {
        boolean unused = delivered.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
      } finally {
        registration.unregister();
      }
    }

    @Override
    public String until() {
      Object file = properties().get(FILE);
      String changes = file == null ? "the configuration " + PID : name(file.toString());
      return changes + (isForgotten ? " changes or the framework starts anew" : " changes");
    }

    private static String name(String uri) {
      return "the file " + Path.of(uri.substring(uri.indexOf(':') + 1)).getFileName();
    }
  }

  /** Keeps the settings in the registrar alone, where there is no configuration. */
  record OfRegistrar(RegistrarRuntime runtime) implements SettingsStore {
    @Override
    public Map<String, Object> settings() {
      return new LinkedHashMap<>(runtime.settings());
    }

    @Override
    public void keep(String name, String value) {
      // The registrar has the setting already, so there is nothing to do.
    }

    @Override
    public String until() {
      return "the registrar starts anew";
    }
  }
}
