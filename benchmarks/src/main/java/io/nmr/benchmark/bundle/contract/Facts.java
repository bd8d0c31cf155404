package io.nmr.benchmark.bundle.contract;

import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/** How a bundle and the harness exchange numbers and services. */
public final class Facts {
  /** The service property that says what a service is for. */
  public static final String ROLE = "benchmark";

  /** The framework property that says how many providers or clients a bundle registers. */
  public static final String COUNT = "benchmark.count";

  /** The manifest header with the priority of a bundle's provider. */
  public static final String PRIORITY = "Benchmark-Priority";

  private Facts() {}

  /** How many providers or clients a bundle registers. */
  public static int count(BundleContext context) {
    return Integer.parseInt(context.getProperty(COUNT));
  }

  /** Registers a service for the harness; its type must be the JDK's. */
  public static <T> void tell(BundleContext context, Class<T> type, T service, String role) {
    context.registerService(type, service, FrameworkUtil.asDictionary(Map.of(ROLE, role)));
  }

  /** The service that the harness has registered in that role. */
  public static <T> T told(BundleContext context, Class<T> type, String role)
      throws InvalidSyntaxException {
    return context.getService(
        context.getServiceReferences(type, "(" + ROLE + "=" + role + ")").iterator().next());
  }

  /** A number in the bundle's own manifest. */
  public static int header(BundleContext context, String name) {
    return Integer.parseInt(context.getBundle().getHeaders().get(name));
  }
}
