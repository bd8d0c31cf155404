package io.nmr.health;

import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * The registrar's health as Felix Health Checks asks for it. Only this class needs the package of
 * Felix Health Checks, which may be missing.
 */
final class RegistrarCheck implements HealthCheck {
  private final Health health;

  RegistrarCheck(Health health) {
    this.health = health;
  }

  static ServiceRegistration<?> register(BundleContext context, Health health) {
    return context.registerService(
        HealthCheck.class,
        new RegistrarCheck(health),
        FrameworkUtil.asDictionary(
            Map.of(
                HealthCheck.NAME,
                "nmr",
                HealthCheck.TAGS,
                new String[] {"nmr", "modules"},
                HealthCheck.MBEAN_NAME,
                "nmr")));
  }

  @Override
  public Result execute() {
    ResultLog log = new ResultLog();
    for (Health.Finding each : health.look()) {
      log.add(
          new ResultLog.Entry(
              each.isWarning() ? Result.Status.WARN : Result.Status.OK, each.text()));
    }
    return new Result(log);
  }
}
