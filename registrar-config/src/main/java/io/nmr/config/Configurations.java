package io.nmr.config;

import io.nmr.runtime.InvalidSettingException;
import java.util.Dictionary;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedService;

/**
 * Receives the configuration from Config Admin, on a thread of Config Admin's. A class of its own
 * because it needs the package of Config Admin, which may be missing.
 */
final class Configurations implements ManagedService {
  /** The PID of the configuration; the metatype document has the same. */
  static final String PID = "io.nmr.registrar";

  private final Configured configured;

  Configurations(Configured configured) {
    this.configured = configured;
  }

  static ServiceRegistration<?> register(BundleContext context, Configured configured) {
    return context.registerService(
        ManagedService.class,
        new Configurations(configured),
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_PID, PID)));
  }

  @Override
  public void updated(@Nullable Dictionary<String, ?> properties) throws ConfigurationException {
    try {
      configured.update(properties);
    } catch (InvalidSettingException bad) {
      throw new ConfigurationException(bad.setting(), String.valueOf(bad.getMessage()), bad);
    }
  }
}
