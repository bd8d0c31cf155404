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

/** What Config Admin calls, on a thread of its own. Apart, for it needs Config Admin's package. */
final class Configurations implements ManagedService {
  /** The PID, which the metatype document has too. */
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
