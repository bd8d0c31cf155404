package io.nmr.config;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.runtime.InvalidSettingException;
import io.nmr.runtime.RegistrarRuntime;
import java.util.Collections;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Gives the configuration to the registrar, which may start after it and start again. Any thread
 * may call. The registrar is configured under this object's monitor, so that the latest
 * configuration stays in force.
 */
final class Configured extends ServiceTracker<RegistrarRuntime, RegistrarRuntime> {
  /** The beginning of a setting's name. Config Admin and others add names with other beginnings. */
  private static final String OURS = "nmr.";

  /** The latest configuration that was not refused; null while there is none. */
  @GuardedBy("this")
  private @Nullable Map<String, Object> settings;

  /**
   * The registrar that started last; kept here so that an update and a start cannot miss each
   * other.
   */
  @GuardedBy("this")
  private @Nullable RegistrarRuntime registrar;

  Configured(BundleContext context) {
    super(context, RegistrarRuntime.class, null);
  }

  /**
   * Puts a configuration in force; for null, the framework properties.
   *
   * @throws InvalidSettingException if the registrar refuses it; the configuration before stays
   */
  synchronized void update(@Nullable Dictionary<String, ?> properties) {
    Map<String, Object> next = properties == null ? null : settingsIn(properties);
    if (registrar != null && (next != null || settings != null)) {
      configure(registrar, next == null ? Map.of() : next);
    }
    settings = next;
    if (properties != null && registrar != null) {
      tellUnread(properties, registrar.settings().keySet());
    }
  }

  /** Also refuses what the registrar does not know: names of other bundles, and mistyped ones. */
  private static void configure(RegistrarRuntime registrar, Map<String, Object> settings) {
    Set<String> known = registrar.settings().keySet();
    for (String name : settings.keySet()) {
      if (Names.PROPERTIES.contains(name)) {
        throw new InvalidSettingException(
            name, "is a framework property, which is read at the start; a configuration has none");
      }
      Optional<String> nearest = Names.nearestSetting(name, known);
      if (!known.contains(name) && nearest.isPresent()) {
        throw new InvalidSettingException(
            name, "is no setting; did you mean " + nearest.get() + "?");
      }
    }
    registrar.configure(settings);
  }

  /**
   * Logs names that do not begin as a setting does but are like one, so that they look mistyped.
   */
  private static void tellUnread(Dictionary<String, ?> properties, Set<String> known) {
    for (String name : Collections.list(properties.keys())) {
      if (!name.startsWith(OURS)) {
        Names.nearestSetting(name, known)
            .ifPresent(nearest -> LogMessage.UNREAD_NAME.log(name, nearest));
      }
    }
  }

  private static Map<String, Object> settingsIn(Dictionary<String, ?> properties) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (String name : Collections.list(properties.keys())) {
      if (name.startsWith(OURS)) {
        settings.put(name, properties.get(name));
      }
    }
    return settings;
  }

  @Override
  public RegistrarRuntime addingService(ServiceReference<RegistrarRuntime> reference) {
    RegistrarRuntime runtime = context.getService(reference);
    configure(runtime);
    return runtime;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the same service object
  public synchronized void removedService(
      ServiceReference<RegistrarRuntime> reference, RegistrarRuntime runtime) {
    if (registrar == runtime) {
      registrar = null;
    }
    context.ungetService(reference);
  }

  private synchronized void configure(RegistrarRuntime runtime) {
    registrar = runtime;
    tellUnreadProperties(runtime.settings().keySet());
    if (settings == null) {
      return;
    }
    try {
      configure(runtime, settings);
    } catch (InvalidSettingException bad) { // Config Admin has been answered already
      LogMessage.NOT_IN_FORCE.log(bad.getMessage());
    }
  }

  /** Logs properties of the JVM that look mistyped: a start script passes on whatever was typed. */
  private static void tellUnreadProperties(Set<String> known) {
    System.getProperties().stringPropertyNames().stream()
        .filter(it -> it.startsWith(OURS))
        .sorted()
        .forEach(
            name ->
                Names.nearestProperty(name, known)
                    .ifPresent(nearest -> LogMessage.UNREAD_PROPERTY.log(name, nearest)));
  }

  /** Puts the framework properties in force again, because the bundle stops. */
  @Override
  public void close() {
    update(null);
    super.close();
  }
}
