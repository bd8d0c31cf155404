package io.nmr.benchmark.unload;

import io.nmr.benchmark.bundle.NmrBundles;
import io.nmr.benchmark.bundle.PlainBundles;
import io.nmr.benchmark.felix.Bundles;
import io.nmr.benchmark.felix.EmbeddedFelix;
import io.nmr.benchmark.felix.MadeBundle;
import io.nmr.benchmark.measure.Block;
import java.io.IOException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The technology whose bundle is stopped. */
enum Stopped {
  NMR(Block.NMR),
  SERVICE("Felix service and trackers, undrained"),
  NOTHING("Felix empty bundle");

  private static final String NAME = "provider";

  private final String title;

  Stopped(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Starts everything that is needed, and installs the bundle that is to be stopped. */
  Bundle deploy(EmbeddedFelix felix) throws BundleException, IOException {
    if (this == NMR) {
      felix.startBuilt("registrar-api", "registrar-impl");
    }
    felix.start(Bundles.contract());
    switch (this) {
      case NMR -> felix.start(Bundles.module("client", NmrBundles.CallingClients.class));
      case SERVICE -> felix.start(Bundles.plain("client", PlainBundles.ManyTrackers.class));
      case NOTHING -> {}
    }
    return felix.install(provider());
  }

  private MadeBundle provider() {
    return switch (this) {
      case NMR -> Bundles.module(NAME, NmrBundles.GatedProvider.class);
      case SERVICE -> Bundles.plain(NAME, PlainBundles.OneService.class);
      case NOTHING -> Bundles.plain(NAME, PlainBundles.Nothing.class);
    };
  }
}
