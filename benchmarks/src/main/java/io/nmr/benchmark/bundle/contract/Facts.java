package io.nmr.benchmark.bundle.contract;

import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/** How a bundle learns its numbers from the harness, and how it tells. */
public final class Facts {
  /** The property of a service that says what it is for. */
  public static final String ROLE = "benchmark";

  /** The framework property: how many of its kind a bundle registers. */
  public static final String COUNT = "benchmark.count";

  /** The header with the priority of what a bundle provides. */
  public static final String PRIORITY = "Benchmark-Priority";

  private Facts() {}

  /** How many of its kind a bundle registers. */
  public static int count(BundleContext context) {
    return Integer.parseInt(context.getProperty(COUNT));
  }

  /** Offers something to the harness; only the JDK's types cross. */
  public static <T> void tell(BundleContext context, Class<T> type, T service, String role) {
    context.registerService(type, service, FrameworkUtil.asDictionary(Map.of(ROLE, role)));
  }

  /** What the harness offers in that role. */
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
