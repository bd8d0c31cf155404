package io.nmr.benchmark.unload;

import io.nmr.benchmark.bundle.nmr.CallingClients;
import io.nmr.benchmark.bundle.nmr.GatedProvider;
import io.nmr.benchmark.bundle.nmr.Jobs;
import io.nmr.benchmark.bundle.plain.ManyTrackers;
import io.nmr.benchmark.bundle.plain.Nothing;
import io.nmr.benchmark.bundle.plain.OneService;
import io.nmr.benchmark.felix.Bundles;
import io.nmr.benchmark.felix.EmbeddedFelix;
import io.nmr.benchmark.felix.MadeBundle;
import io.nmr.benchmark.measure.Block;
import java.io.IOException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Whose bundle is stopped. */
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

  /** Starts everything but the bundle that is to be stopped, and installs that. */
  Bundle deploy(EmbeddedFelix felix) throws BundleException, IOException {
    if (this == NMR) {
      felix.startBuilt("registrar-api", "registrar-impl");
    }
    felix.start(Bundles.contract());
    switch (this) {
      case NMR -> felix.start(Bundles.module("client", CallingClients.class, Jobs.class));
      case SERVICE -> felix.start(Bundles.plain("client", ManyTrackers.class));
      case NOTHING -> {}
    }
    return felix.install(provider());
  }

  private MadeBundle provider() {
    return switch (this) {
      case NMR -> Bundles.module(NAME, GatedProvider.class, Jobs.class);
      case SERVICE -> Bundles.plain(NAME, OneService.class);
      case NOTHING -> Bundles.plain(NAME, Nothing.class);
    };
  }
}
