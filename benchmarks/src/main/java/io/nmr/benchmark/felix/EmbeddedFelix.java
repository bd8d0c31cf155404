package io.nmr.benchmark.felix;

import io.nmr.benchmark.bundle.contract.Facts;
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
 * A Felix framework in this process. Its bundles see nothing of the harness's class path, so
 * harness and bundles talk through services of types that the JDK has.
 */
public final class EmbeddedFelix implements AutoCloseable {
  /** The system property that names the folder of the jars that the build has copied. */
  public static final String BUNDLES = "nmr.benchmark.bundles";

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

  /** Starts a framework with those properties. */
  public static EmbeddedFelix start(Map<String, String> properties)
      throws IOException, BundleException {
    return new EmbeddedFelix(properties);
  }

  /** The system bundle's context. */
  public BundleContext context() {
    return framework.getBundleContext();
  }

  /** Installs a jar that the build has copied, by its name without version. */
  public Bundle installBuilt(String name) throws BundleException {
    Path jar = Path.of(System.getProperty(BUNDLES, "benchmarks/target/bundles"), name + ".jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing; run ./nmr bench, which builds it");
    }
    return context().installBundle(jar.toAbsolutePath().toUri().toString());
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

  /** Installs a bundle that was made here. */
  public Bundle install(MadeBundle bundle) throws BundleException, IOException {
    try (InputStream jar = bundle.open()) {
      return context().installBundle("benchmark:" + bundle.name(), jar);
    }
  }

  /** Installs and starts a bundle that was made here. */
  public Bundle start(MadeBundle bundle) throws BundleException, IOException {
    Bundle installed = install(bundle);
    installed.start();
    return installed;
  }

  /** Offers a service, of a type that the JDK has, to the bundles. */
  public <T> void provide(Class<T> type, T service, String role) {
    context().registerService(type, service, FrameworkUtil.asDictionary(Map.of(Facts.ROLE, role)));
  }

  /** All services that bundles offer in that role, of a type that the JDK has. */
  public <T> List<T> services(Class<T> type, String role) throws InvalidSyntaxException {
    Collection<ServiceReference<T>> found =
        context().getServiceReferences(type, "(" + Facts.ROLE + "=" + role + ")");
    List<T> services = new ArrayList<>();
    for (ServiceReference<T> each : found) {
      services.add(context().getService(each));
    }
    return services;
  }

  /** The one service that a bundle offers in that role, of a type that the JDK has. */
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
