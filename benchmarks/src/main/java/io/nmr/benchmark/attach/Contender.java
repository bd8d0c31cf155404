package io.nmr.benchmark.attach;

import io.nmr.benchmark.bundle.DependencyManagerBundles;
import io.nmr.benchmark.bundle.NmrBundles;
import io.nmr.benchmark.bundle.PlainBundles;
import io.nmr.benchmark.felix.Bundles;
import io.nmr.benchmark.felix.EmbeddedFelix;
import io.nmr.benchmark.felix.MadeBundle;
import io.nmr.benchmark.measure.Block;
import org.osgi.framework.BundleException;

/** A technology that brings the bundles of a fan-out together. */
enum Contender {
  NMR(Block.NMR) {
    @Override
    void deploy(EmbeddedFelix felix) throws BundleException {
      felix.startBuilt("registrar-api", "registrar-impl");
    }

    @Override
    MadeBundle providers(int count) {
      return Bundles.module("providers", NmrBundles.ManyProviders.class);
    }

    @Override
    MadeBundle client(int number) {
      return Bundles.module(
          "client" + number, NmrBundles.AttachingClient.class, NmrBundles.Attached.class);
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
      return Bundles.module("client" + number, NmrBundles.ListingClient.class);
    }
  },
  TRACKER("ServiceTracker") {
    @Override
    void deploy(EmbeddedFelix felix) {}

    @Override
    MadeBundle providers(int count) {
      return Bundles.plain("providers", PlainBundles.ManyServices.class);
    }

    @Override
    MadeBundle client(int number) {
      return Bundles.plain("client" + number, PlainBundles.Tracker.class);
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
      return Bundles.plain("providers", DependencyManagerBundles.ManyComponents.class)
          .header(IMPORT, DM_PACKAGES);
    }

    @Override
    MadeBundle client(int number) {
      return Bundles.plain("client" + number, DependencyManagerBundles.DependentComponent.class)
          .header(IMPORT, DM_PACKAGES);
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

  /** Starts the bundles that the technology consists of. */
  abstract void deploy(EmbeddedFelix felix) throws BundleException;

  /** The bundle that registers all providers when it starts. */
  abstract MadeBundle providers(int count);

  /** One of the bundles that have a client of every provider. */
  abstract MadeBundle client(int number);
}
