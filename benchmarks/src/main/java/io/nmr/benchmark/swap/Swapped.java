package io.nmr.benchmark.swap;

import io.nmr.benchmark.bundle.NmrBundles;
import io.nmr.benchmark.bundle.PlainBundles;
import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.felix.Bundles;
import io.nmr.benchmark.felix.EmbeddedFelix;
import io.nmr.benchmark.felix.MadeBundle;
import io.nmr.benchmark.measure.Block;
import java.io.IOException;
import org.osgi.framework.BundleException;

/** The technology whose provider is replaced. */
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

  /** Starts the bundles that provider and client need. */
  void deploy(EmbeddedFelix felix) throws BundleException, IOException {
    if (this == NMR) {
      felix.startBuilt("registrar-api", "registrar-impl");
    }
    felix.start(Bundles.contract());
  }

  /** A provider's bundle in one version; the client calls the provider with the higher priority. */
  MadeBundle provider(String name, int priority, int version) {
    MadeBundle bundle =
        this == NMR
            ? Bundles.module(name, NmrBundles.SwappedProvider.class)
            : Bundles.plain(name, PlainBundles.SwappedService.class);
    return bundle
        .header(Facts.PRIORITY, Integer.toString(priority))
        .header("Bundle-Version", version + ".0.0");
  }

  /** The client's bundle, which calls. */
  MadeBundle client() {
    return this == NMR
        ? Bundles.module("client", NmrBundles.SetCaller.class)
        : Bundles.plain("client", PlainBundles.TrackerCaller.class);
  }
}
