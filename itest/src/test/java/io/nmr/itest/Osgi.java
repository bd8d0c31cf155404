package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;

/** A framework, the one on the class path, with the contract and the log; one for each test. */
final class Osgi {
  private static final Path BUNDLES = Path.of(System.getProperty("itest.bundles"));
  private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(20);

  final Outside outside = new Outside();
  final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final Path storage;
  private final Framework framework;

  private Osgi(Map<String, String> properties) throws Exception {
    storage = Files.createTempDirectory("nmr-itest");
    Map<String, String> all = new HashMap<>(properties);
    all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    all.put("felix.bootdelegation.implicit", "false");
    framework =
        ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(all);
    assertThat(framework.getClass().getName()).startsWith(System.getProperty("itest.framework"));
    framework.start();
    provide(Function.class, outside, "outside");
    Consumer<String> lines = log::add;
    provide(Consumer.class, lines, "log");
  }

  private <T> void provide(Class<T> type, T service, String name) {
    context().registerService(type, service, FrameworkUtil.asDictionary(Map.of("itest", name)));
  }

  /** A framework with no bundle of ours but the log, the API and the contract. */
  static Osgi withoutRegistrar(Map<String, String> properties) throws Exception {
    Osgi osgi = new Osgi(properties);
    if (System.getProperty("itest.framework").contains("felix")) { // Equinox has the package itself
      osgi.installBuilt("org.apache.felix.log").start();
    }
    osgi.start(TestBundle.log());
    osgi.installBuilt("registrar-api");
    osgi.start(TestBundle.contract("contract"));
    return osgi;
  }

  /** The same with the registrar, started. */
  static Osgi withRegistrar(Map<String, String> properties) throws Exception {
    Osgi osgi = withoutRegistrar(properties);
    osgi.installRegistrar().start();
    return osgi;
  }

  static Osgi withRegistrar() throws Exception {
    return withRegistrar(Map.of());
  }

  Framework framework() {
    return framework;
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  private Bundle installBuilt(String name) throws BundleException {
    return context().installBundle(BUNDLES.resolve(name + ".jar").toUri().toString());
  }

  Bundle installRegistrar() throws BundleException {
    return installBuilt("registrar-impl");
  }

  Bundle install(TestBundle bundle) throws BundleException, IOException {
    try (InputStream jar = bundle.open()) {
      return context().installBundle("test:" + bundle.name(), jar);
    }
  }

  /** All sample bundles, by name, those with interfaces too. */
  List<Bundle> installSamples() throws BundleException, IOException {
    List<Bundle> samples = new ArrayList<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(BUNDLES, "sample-*.jar")) {
      for (Path each : jars) {
        samples.add(context().installBundle(each.toUri().toString()));
      }
    }
    samples.sort(Comparator.comparing(Bundle::getSymbolicName));
    return samples;
  }

  Bundle bundle(String name) {
    return Arrays.stream(context().getBundles())
        .filter(each -> name.equals(each.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }

  Module start(TestBundle bundle) throws BundleException, IOException {
    Module module = new Module(this, install(bundle));
    module.bundle().start();
    return module;
  }

  Module startProvider(String name) throws Exception {
    return start(TestBundle.module(name, "WorkProvider"));
  }

  Module startClient(String name) throws Exception {
    return start(TestBundle.module(name, "WorkClient"));
  }

  /** The registrar's runtime; usable after the service has gone. */
  RuntimeView runtime() {
    ServiceReference<?> found = context().getServiceReference("io.nmr.runtime.RegistrarRuntime");
    assertThat(found).as("the runtime service").isNotNull();
    return new RuntimeView(context().getService(found));
  }

  /** Refreshes those bundles and returns when that is done. */
  void refresh(Bundle... bundles) throws InterruptedException {
    Gate done = new Gate("refreshed");
    framework
        .adapt(FrameworkWiring.class)
        .refreshBundles(
            List.of(bundles),
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.leave();
              }
            });
    done.pass();
  }

  /** Opens all gates and stops the framework. */
  void close() throws Exception {
    outside.openAllGates();
    framework.stop();
    FrameworkEvent stopped = framework.waitForStop(STOP_MILLIS);
    assertThat(stopped.getType()).as("framework stopped").isEqualTo(FrameworkEvent.STOPPED);
    delete(storage);
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = new ArrayList<>(walk.sorted(Comparator.reverseOrder()).toList());
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
