package io.nmr.benchmark.attach;

import io.nmr.BindingContext;
import io.nmr.Npi;
import io.nmr.ProviderCharacteristics;
import io.nmr.ProviderOffer;
import io.nmr.benchmark.bundle.contract.Increment;
import io.nmr.benchmark.bundle.contract.Job;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A registrar in a plain JVM, with clients, and a module whose providers come and go. */
final class LocalModules implements AutoCloseable {
  private static final Npi<Job, Void> NPI = Npi.of("io.nmr.benchmark.job", Job.class);

  private final LocalRegistrar registrar = new LocalRegistrar();
  private @Nullable LocalModule providers;
  private final AtomicLong attached = new AtomicLong(); // threads of the registrar clean up

  LocalModules(int clients) {
    for (int number = 0; number < clients; number++) {
      registrar
          .module("client" + number)
          .registerClient(
              NPI, offer -> ProviderOffer.attach(offer, job -> new Attached(this, job)));
    }
  }

  /** Registers so many providers. */
  void register(int count) {
    LocalModule module = registrar.module("providers");
    for (int number = 0; number < count; number++) {
      Increment job = new Increment();
      module.registerProvider(
          ProviderCharacteristics.of(NPI, client -> BindingContext.of(job)).number(number));
    }
    providers = module;
  }

  /** Deregisters them, and waits until all is over. */
  void deregister() {
    Objects.requireNonNull(providers, "nothing is registered").close();
    providers = null;
  }

  /** Registers so many providers, each of an NPI of its own, that stay. */
  void registerOthers(int count) {
    LocalModule others = registrar.module("others");
    Increment job = new Increment();
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

  private static final class Attached implements BindingContext<Void> {
    private final LocalModules modules;
    private final Job job;

    Attached(LocalModules modules, Job job) {
      this.modules = modules;
      this.job = job;
      modules.attached.incrementAndGet();
    }

    @Override
    @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
    public Void dispatch() {
      return null;
    }

    @Override
    public void cleanup() {
      modules.attached.decrementAndGet();
    }

    @Override
    public String toString() {
      return "attached to " + job;
    }
  }
}
