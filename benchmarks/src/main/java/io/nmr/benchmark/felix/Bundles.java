package io.nmr.benchmark.felix;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import io.nmr.benchmark.bundle.contract.Jobs;
import org.osgi.framework.BundleActivator;

/** The three kinds of bundles that are made here, with the manifest headers of each. */
public final class Bundles {
  private static final String CONTRACT = Job.class.getPackageName();

  private Bundles() {}

  /** The bundle that exports the contract. */
  public static MadeBundle contract() {
    return MadeBundle.named("contract")
        .classes(Job.class, Jobs.class, Facts.class)
        .header("Import-Package", "org.osgi.framework")
        .header("Export-Package", CONTRACT + ";version=1.0.0");
  }

  /** A bundle whose activator is a {@code NetworkModule}. */
  public static MadeBundle module(String name, Class<?> activator, Class<?>... others) {
    return MadeBundle.named(name)
        .activator(activator, others)
        .header("Import-Package", "io.nmr,io.nmr.util,org.osgi.framework," + CONTRACT);
  }

  /** A bundle that meets others through the service registry alone. */
  public static MadeBundle plain(
      String name, Class<? extends BundleActivator> activator, Class<?>... others) {
    return MadeBundle.named(name)
        .activator(activator, others)
        .header("Import-Package", "org.osgi.framework,org.osgi.util.tracker," + CONTRACT);
  }
}
