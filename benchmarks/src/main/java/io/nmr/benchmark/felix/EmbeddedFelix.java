package io.nmr.benchmark.felix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/**
 * A Felix framework in this process. Its bundles see none of our class path, so that harness and
 * bundles speak through services whose types are the JDK's.
 */
public final class EmbeddedFelix implements AutoCloseable {
  /** Tells our services from others: the property that every one of them has. */
  public static final String ROLE = "benchmark";

  private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(60);

  private final Path storage;
  private final Framework framework;

  private EmbeddedFelix(Map<String, String> properties) throws IOException, BundleException {
    storage = Files.createTempDirectory("nmr-benchmark");
    Map<String, String> all = new HashMap<>(properties);
    all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    all.put("felix.bootdelegation.implicit", "false");
    framework = new FrameworkFactory().newFramework(all);
    framework.start();
  }

  /** Starts one with those framework properties. */
  public static EmbeddedFelix start(Map<String, String> properties)
      throws IOException, BundleException {
    return new EmbeddedFelix(properties);
  }

  /** The system bundle's. */
  public BundleContext context() {
    return framework.getBundleContext();
  }

  /** Installs a jar that the build has copied, by its name without version. */
  public Bundle installBuilt(String name) throws BundleException {
    return context().installBundle(BuiltBundles.jar(name).toUri().toString());
  }

  /** Installs and starts jars that the build has copied. */
  public void startBuilt(String... names) throws BundleException {
    List<Bundle> installed = new ArrayList<>();
    for (String each : names) {
      installed.add(installBuilt(each));
    }
    for (Bundle each : installed) {
      each.start();
    }
  }

  /** Installs a bundle of ours. */
  public Bundle install(MadeBundle bundle) throws BundleException, IOException {
    try (InputStream jar = bundle.open()) {
      return context().installBundle("benchmark:" + bundle.name(), jar);
    }
  }

  /** Installs and starts a bundle of ours. */
  public Bundle start(MadeBundle bundle) throws BundleException, IOException {
    Bundle installed = install(bundle);
    installed.start();
    return installed;
  }

  /** Offers a service of a type of the JDK's to the bundles. */
  public <T> void provide(Class<T> type, T service, String role) {
    context().registerService(type, service, FrameworkUtil.asDictionary(Map.of(ROLE, role)));
  }

  /** All services of a type of the JDK's that bundles offer in that role. */
  public <T> List<T> services(Class<T> type, String role) throws InvalidSyntaxException {
    Collection<ServiceReference<T>> found =
        context().getServiceReferences(type, "(" + ROLE + "=" + role + ")");
    List<T> services = new ArrayList<>();
    for (ServiceReference<T> each : found) {
      services.add(context().getService(each));
    }
    return services;
  }

  /** The one service of a type of the JDK's that a bundle offers in that role. */
  public <T> T service(Class<T> type, String role) throws InvalidSyntaxException {
    List<T> services = services(type, role);
    if (services.size() != 1) {
      throw new IllegalStateException(services.size() + " services are " + role);
    }
    return services.get(0);
  }

  @Override
  public void close() throws BundleException, IOException {
    framework.stop();
    awaitStopped();
    List<Path> all;
    try (Stream<Path> walk = Files.walk(storage)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }

  private void awaitStopped() {
    try {
      if (framework.waitForStop(STOP_MILLIS).getType() != FrameworkEvent.STOPPED) {
        throw new IllegalStateException("the framework did not stop");
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the framework stopped", interrupt);
    }
  }
}
