package io.nmr.benchmark.attach;

import io.nmr.benchmark.bundle.dm.DependentComponent;
import io.nmr.benchmark.bundle.dm.ManyComponents;
import io.nmr.benchmark.bundle.nmr.AttachingClient;
import io.nmr.benchmark.bundle.nmr.Jobs;
import io.nmr.benchmark.bundle.nmr.ListingClient;
import io.nmr.benchmark.bundle.nmr.ManyProviders;
import io.nmr.benchmark.bundle.plain.ManyServices;
import io.nmr.benchmark.bundle.plain.Tracker;
import io.nmr.benchmark.felix.Bundles;
import io.nmr.benchmark.felix.EmbeddedFelix;
import io.nmr.benchmark.felix.MadeBundle;
import io.nmr.benchmark.measure.Block;
import org.osgi.framework.BundleException;

/** What brings the bundles of a fan-out together. */
enum Contender {
  NMR(Block.NMR) {
    @Override
    void deploy(EmbeddedFelix felix) throws BundleException {
      felix.startBuilt("registrar-api", "registrar-impl");
    }

    @Override
    MadeBundle providers(int count) {
      return Bundles.module("providers", ManyProviders.class, Jobs.class);
    }

    @Override
    MadeBundle client(int number) {
      return Bundles.module("client" + number, AttachingClient.class, Jobs.class);
    }
  },
  NMR_SET("NMR ProviderSet") {
    @Override
    void deploy(EmbeddedFelix felix) throws BundleException {
      NMR.deploy(felix);
    }

    @Override
    MadeBundle providers(int count) {
      return NMR.providers(count);
    }

    @Override
    MadeBundle client(int number) {
      return Bundles.module("client" + number, ListingClient.class, Jobs.class);
    }
  },
  TRACKER("ServiceTracker") {
    @Override
    void deploy(EmbeddedFelix felix) {}

    @Override
    MadeBundle providers(int count) {
      return Bundles.plain("providers", ManyServices.class);
    }

    @Override
    MadeBundle client(int number) {
      return Bundles.plain("client" + number, Tracker.class);
    }
  },
  SCR("Felix SCR") {
    @Override
    void deploy(EmbeddedFelix felix) throws BundleException {
      felix.startBuilt(
          "org.osgi.util.function",
          "org.osgi.util.promise",
          "org.osgi.service.component",
          "org.apache.felix.scr");
    }

    @Override
    MadeBundle providers(int count) {
      return Components.providers(count);
    }

    @Override
    MadeBundle client(int number) {
      return Components.client(number);
    }
  },
  DEPENDENCY_MANAGER("Felix Dependency Manager") {
    @Override
    void deploy(EmbeddedFelix felix) throws BundleException {
      felix.startBuilt(
          "org.osgi.util.function",
          "org.osgi.util.promise",
          "org.apache.felix.log",
          "org.apache.felix.configadmin",
          "org.apache.felix.metatype",
          "org.apache.felix.dependencymanager");
    }

    @Override
    MadeBundle providers(int count) {
      return Bundles.plain("providers", ManyComponents.class).header(IMPORT, DM_PACKAGES);
    }

    @Override
    MadeBundle client(int number) {
      return Bundles.plain("client" + number, DependentComponent.class).header(IMPORT, DM_PACKAGES);
    }
  };

  private static final String IMPORT = "Import-Package";
  private static final String DM_PACKAGES =
      "org.osgi.framework,org.apache.felix.dm,io.nmr.benchmark.bundle.contract";

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Starts what it needs, before any of our bundles. */
  abstract void deploy(EmbeddedFelix felix) throws BundleException;

  /** The bundle that registers everything when it starts. */
  abstract MadeBundle providers(int count);

  /** One of the bundles that want everything. */
  abstract MadeBundle client(int number);
}
