package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;

/** A framework, the one on the class path, with the contract and the log; one for each test. */
public final class Osgi {
  private static final Path BUNDLES = Path.of(System.getProperty("itest.bundles"));

  /** What a test that runs inside has in common with those outside. */
  private static final String FOR_TESTS_INSIDE =
      "io.nmr.itest,org.awaitility,org.awaitility.core,org.assertj.core.api,"
          + "org.assertj.core.api.filter,org.assertj.core.api.iterable,org.assertj.core.groups";

  private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(20);

  public final Outside outside = new Outside();
  public final Queue<String> log = new ConcurrentLinkedQueue<>();

  /** What the log does with a line, beside keeping it. */
  volatile Consumer<String> onLine = line -> {};

  private final Path storage;
  private final Framework framework;
  private ServiceRegistration<?> outsideService;

  private Osgi(Map<String, String> properties) throws Exception {
    this(properties, null);
  }

  /** Without {@code lines} the log is kept, which is for short tests. */
  private Osgi(Map<String, String> properties, Consumer<String> lines) throws Exception {
    storage = Files.createTempDirectory("nmr-itest");
    Map<String, String> all = new HashMap<>(properties);
    all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    all.put("felix.bootdelegation.implicit", "false");
    all.merge(
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
        FOR_TESTS_INSIDE,
        (ofTheTest, inside) -> ofTheTest + "," + inside);
    framework =
        ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(all);
    assertThat(framework.getClass().getName()).startsWith(System.getProperty("itest.framework"));
    framework.start();
    outsideService = provide(Function.class, outside, "outside");
    Consumer<String> told = lines == null ? this::keep : lines;
    provide(Consumer.class, told, "log");
  }

  private void keep(String line) {
    log.add(line);
    onLine.accept(line);
  }

  /** For a fixture, which asks for {@code (itest=NAME)}. */
  public <T> ServiceRegistration<T> provide(Class<T> type, T service, String name) {
    return context()
        .registerService(type, service, FrameworkUtil.asDictionary(Map.of("itest", name)));
  }

  /** Felix keeps every bundle that has used a service until that goes: lets it come anew. */
  void forgetUsersOfOutside() {
    outsideService.unregister();
    outsideService = provide(Function.class, outside, "outside");
  }

  /** A framework with nothing but the API. */
  static Osgi bare(Map<String, String> properties) throws Exception {
    Osgi osgi = new Osgi(properties);
    osgi.installBuilt("registrar-api");
    return osgi;
  }

  /** A framework with no bundle of ours but the log, the API and the contract. */
  static Osgi withoutRegistrar(Map<String, String> properties) throws Exception {
    Osgi osgi = new Osgi(properties);
    osgi.startAllButRegistrar();
    return osgi;
  }

  /** The same, with the log's lines for the caller. */
  public static Osgi withoutRegistrar(Map<String, String> properties, Consumer<String> lines)
      throws Exception {
    Osgi osgi = new Osgi(properties, lines);
    osgi.startAllButRegistrar();
    return osgi;
  }

  private void startAllButRegistrar() throws Exception {
    if (System.getProperty("itest.framework").contains("felix")) { // Equinox has the package itself
      installBuilt("org.apache.felix.log").start();
    }
    start(TestBundle.log());
    startContract();
  }

  /** A framework with the registrar, and with no log but what the framework itself may have. */
  static Osgi withoutLog() throws Exception {
    Osgi osgi = new Osgi(Map.of());
    osgi.startContract();
    osgi.installRegistrar().start();
    return osgi;
  }

  private void startContract() throws Exception {
    installBuilt("registrar-api");
    start(TestBundle.contract("contract"));
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

  public Framework framework() {
    return framework;
  }

  /** The framework's own context. */
  public BundleContext context() {
    return framework.getBundleContext();
  }

  /** A bundle of the build, or one that it needs, by its artifact's name. */
  public Bundle installBuilt(String name) throws BundleException {
    return context().installBundle(BUNDLES.resolve(name + ".jar").toUri().toString());
  }

  public Bundle installRegistrar() throws BundleException {
    return installBuilt("registrar-impl");
  }

  /** Installs a bundle that the test makes. */
  public Bundle install(TestBundle bundle) throws BundleException, IOException {
    try (InputStream jar = bundle.open()) {
      return context().installBundle("test:" + bundle.name(), jar);
    }
  }

  /** Declarative Services, installed and not started. */
  public Bundle installComponents() throws BundleException {
    for (String each :
        List.of("org.osgi.util.function", "org.osgi.util.promise", "org.osgi.service.component")) {
      installBuilt(each);
    }
    return installBuilt("org.apache.felix.scr");
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

  /** What a fixture offers under that name. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  Function<Object, Object> function(String name) throws Exception {
    Collection<ServiceReference<Function>> found =
        context().getServiceReferences(Function.class, "(itest=" + name + ")");
    assertThat(found).as("functions of " + name).hasSize(1);
    return context().getService(found.iterator().next());
  }

  /** The registrar's runtime; usable after the service has gone. */
  public RuntimeView runtime() {
    return new RuntimeView(context().getService(runtimeReference()));
  }

  /** Whether the registrar has its runtime service. */
  public boolean hasRuntime() {
    return runtimeReferences() != null;
  }

  private ServiceReference<?> runtimeReference() {
    ServiceReference<?>[] found = runtimeReferences();
    assertThat(found).as("the runtime service").hasSize(1);
    return found[0];
  }

  /** All of them, for it is of the bundle's class and not of the one on the class path. */
  private ServiceReference<?>[] runtimeReferences() {
    try {
      return context().getAllServiceReferences("io.nmr.runtime.RegistrarRuntime", null);
    } catch (InvalidSyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Refreshes those bundles and returns when that is done. */
  public void refresh(Bundle... bundles) throws InterruptedException {
    Gate done = new Gate("refreshed");
    refresh(done::leave, bundles);
    done.pass();
  }

  /** Refreshes those bundles, without any whatever waits for it, and says when that is done. */
  public void refresh(Runnable done, Bundle... bundles) {
    framework
        .adapt(FrameworkWiring.class)
        .refreshBundles(
            bundles.length == 0 ? null : List.of(bundles),
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.run();
              }
            });
  }

  /** Opens all gates and stops the framework. */
  public void close() throws Exception {
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
