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
 * The configuration, and the registrar that it is for, which may come after it and come again. Any
 * thread; the registrar is told under this monitor, so that the latest configuration stays.
 */
final class Configured extends ServiceTracker<RegistrarRuntime, RegistrarRuntime> {
  /** What begins otherwise is of Config Admin and others who write configurations. */
  private static final String OURS = "nmr.";

  /** The latest that was not refused; null while there is none. */
  @GuardedBy("this")
  private @Nullable Map<String, Object> settings;

  /** The latest to come; kept here so that none slips through between a look and an update. */
  @GuardedBy("this")
  private @Nullable RegistrarRuntime registrar;

  Configured(BundleContext context) {
    super(context, RegistrarRuntime.class, null);
  }

  /**
   * Puts a configuration in force, or the framework properties where there is none.
   *
   * @throws InvalidSettingException if the registrar refuses it; the one before stays
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

  /** The registrar knows its own names alone; what was mistyped may be one of another bundle's. */
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

  /** What does not begin as a setting does may be a setting all the same, with a slip. */
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
  @SuppressWarnings("ReferenceEquality") // that very service
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
    } catch (InvalidSettingException bad) { // it was there first, so nobody can be told
      LogMessage.NOT_IN_FORCE.log(bad.getMessage());
    }
  }

  /** Each start script hands on what was typed behind it, with a slip or without. */
  private static void tellUnreadProperties(Set<String> known) {
    System.getProperties().stringPropertyNames().stream()
        .filter(it -> it.startsWith(OURS))
        .sorted()
        .forEach(
            name ->
                Names.nearestProperty(name, known)
                    .ifPresent(nearest -> LogMessage.UNREAD_PROPERTY.log(name, nearest)));
  }

  /** The bundle stops: what it has brought goes with it. */
  @Override
  public void close() {
    update(null);
    super.close();
  }
}
