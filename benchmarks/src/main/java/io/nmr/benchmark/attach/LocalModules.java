package io.nmr.benchmark.attach;

import static io.nmr.benchmark.bundle.NmrBundles.JOB;

import io.nmr.BindingContext;
import io.nmr.Npi;
import io.nmr.ProviderCharacteristics;
import io.nmr.ProviderOffer;
import io.nmr.benchmark.bundle.NmrBundles.Attached;
import io.nmr.benchmark.bundle.contract.Job;
import io.nmr.benchmark.bundle.contract.Jobs;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A registrar in a plain JVM with clients that stay and a module whose providers come and go. */
final class LocalModules implements AutoCloseable {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private @Nullable LocalModule providers;
  private final AtomicLong attached = new AtomicLong(); // threads of the registrar clean up

  LocalModules(int clients) {
    for (int number = 0; number < clients; number++) {
      registrar
          .module("client" + number)
          .registerClient(
              JOB, offer -> ProviderOffer.attach(offer, job -> new Attached(attached, job)));
    }
  }

  /** Registers that many providers, which every client attaches to. */
  void register(int count) {
    LocalModule module = registrar.module("providers");
    for (int number = 0; number < count; number++) {
      Jobs.Increment job = new Jobs.Increment();
      module.registerProvider(
          ProviderCharacteristics.of(JOB, client -> BindingContext.of(job)).number(number));
    }
    providers = module;
  }

  /** Deregisters the providers, and waits until every binding is cleaned up. */
  void deregister() {
    Objects.requireNonNull(providers, "nothing is registered").close();
    providers = null;
  }

  /** Registers that many providers, each for an NPI of its own; they stay. */
  void registerOthers(int count) {
    LocalModule others = registrar.module("others");
    Jobs.Increment job = new Jobs.Increment();
    for (int number = 0; number < count; number++) {
      others.registerProvider(
          Npi.of("io.nmr.benchmark.other" + number, Job.class), client -> BindingContext.of(job));
    }
  }

  long bindings() {
    return attached.get();
  }

  @Override
  public void close() {
    registrar.close();
  }
}
