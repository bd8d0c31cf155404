package io.nmr.tck;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Runs OSGi's framework tests with the registrar in the framework that is on the class path, and
 * writes their results. The tests need a JVM of their own, because they change state of the whole
 * JVM, such as its URL handlers.
 *
 * <p>Arguments: the folder with the jars, the framework's storage, the file for the results, and
 * optionally the extender's jar.
 */
final class Launcher {
  private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(120);

  private final BundleContext context;
  private final Path jars;

  private Launcher(BundleContext context, Path jars) {
    this.context = context;
    this.jars = jars;
  }

  public static void main(String[] args) throws Exception {
    Path jars = Path.of(args[0]);
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(FrameworkProperties.with(Path.of(args[1])));
    framework.start();
    Launcher launcher = new Launcher(framework.getBundleContext(), jars);
    launcher.startRegistrar(framework.getClass().getName().startsWith("org.apache.felix"));
    launcher.startWhatTestsImport();
    Supplier<Map<String, Long>> counts =
        args.length < 4 ? Map::of : launcher.startExtender(Path.of(args[3]));
    Bundle tests = launcher.start("org.osgi.test.cases.framework");
    Properties results = new ComplianceTests(tests).run();

    framework.stop();
    int stopped = framework.waitForStop(STOP_MILLIS).getType();
    results.setProperty("stopped", String.valueOf(stopped == FrameworkEvent.STOPPED));
    counts.get().forEach((what, count) -> results.setProperty(what, count.toString()));
    try (OutputStream file = Files.newOutputStream(Path.of(args[2]))) {
      results.store(file, null);
    }
    System.exit(0); // the tests leave threads
  }

  private void startRegistrar(boolean isFelix) throws BundleException {
    start("org.osgi.util.function");
    start("org.osgi.util.promise");
    if (isFelix) { // Equinox has a log service itself
      start("org.apache.felix.log");
    }
    start("registrar-api");
    start("registrar-impl");
  }

  /** Starts the extender; returns its counts, which can be read after the framework has stopped. */
  @SuppressWarnings("unchecked")
  private Supplier<Map<String, Long>> startExtender(Path jar) throws BundleException {
    Bundle extender = context.installBundle(jar.toUri().toString());
    extender.start();
    return (Supplier<Map<String, Long>>) context.getService(extender.getRegisteredServices()[0]);
  }

  private void startWhatTestsImport() throws BundleException {
    start("org.apache.servicemix.bundles.bcel");
    start("byte-buddy");
    start("assertj-core");
  }

  private Bundle start(String name) throws BundleException {
    Bundle bundle = context.installBundle(jars.resolve(name + ".jar").toUri().toString());
    bundle.start();
    return bundle;
  }
}
