package io.nmr.benchmark.swap;

import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.nmr.Jobs;
import io.nmr.benchmark.bundle.nmr.SetCaller;
import io.nmr.benchmark.bundle.nmr.SwappedProvider;
import io.nmr.benchmark.bundle.plain.SwappedService;
import io.nmr.benchmark.bundle.plain.TrackerCaller;
import io.nmr.benchmark.felix.Bundles;
import io.nmr.benchmark.felix.EmbeddedFelix;
import io.nmr.benchmark.felix.MadeBundle;
import io.nmr.benchmark.measure.Block;
import java.io.IOException;
import org.osgi.framework.BundleException;

/** Whose provider is replaced. */
enum Swapped {
  NMR(Block.NMR),
  TRACKER("ServiceTracker, undrained");

  private final String title;

  Swapped(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Starts what the bundles need. */
  void deploy(EmbeddedFelix felix) throws BundleException, IOException {
    if (this == NMR) {
      felix.startBuilt("registrar-api", "registrar-impl");
    }
    felix.start(Bundles.contract());
  }

  /** A version of a provider; those with a higher priority are called. */
  MadeBundle provider(String name, int priority, int version) {
    MadeBundle bundle =
        this == NMR
            ? Bundles.module(name, SwappedProvider.class, Jobs.class)
            : Bundles.plain(name, SwappedService.class);
    return bundle
        .header(Facts.PRIORITY, Integer.toString(priority))
        .header("Bundle-Version", version + ".0.0");
  }

  /** The bundle that calls. */
  MadeBundle client() {
    return this == NMR
        ? Bundles.module("client", SetCaller.class, Jobs.class)
        : Bundles.plain("client", TrackerCaller.class);
  }
}
