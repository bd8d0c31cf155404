package io.nmr.benchmark.bundle;

import io.nmr.BindingContext;
import io.nmr.ClientCharacteristics;
import io.nmr.NetworkModule;
import io.nmr.Npi;
import io.nmr.ProviderCharacteristics;
import io.nmr.ProviderOffer;
import io.nmr.Registrar;
import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import io.nmr.benchmark.bundle.contract.Jobs;
import io.nmr.util.ProviderSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;

/** Activators of the bundles that meet through the registrar. */
public final class NmrBundles {
  /** The NPI that they all use. It is one-way: providers do not call back. */
  public static final Npi<Job, Void> JOB = Npi.of("io.nmr.benchmark.job", Job.class);

  private NmrBundles() {}

  /** Registers as many providers as the harness says. */
  public static final class ManyProviders extends NetworkModule {
    @Override
    protected void load(Registrar registrar) {
      int count = Facts.count(bundleContext());
      for (int number = 0; number < count; number++) {
        Jobs.Increment job = new Jobs.Increment();
        registrar.registerProvider(
            ProviderCharacteristics.of(JOB, client -> BindingContext.of(job)).number(number));
      }
    }
  }

  /** A client that attaches to all providers and keeps only a context for each. */
  public static final class AttachingClient extends NetworkModule {
    private final AtomicLong attached = new AtomicLong(); // threads of the registrar count down

    @Override
    protected void load(Registrar registrar) {
      registrar.registerClient(
          JOB, offer -> ProviderOffer.attach(offer, job -> new Attached(attached, job)));
      Facts.tell(bundleContext(), LongSupplier.class, attached::get, "bound");
    }
  }

  /** A client that lists all providers, best first, as a service tracker does. */
  public static final class ListingClient extends NetworkModule {
    @Override
    protected void load(Registrar registrar) {
      ProviderSet<Job> jobs = ProviderSet.open(registrar, JOB);
      Facts.tell(bundleContext(), LongSupplier.class, () -> jobs.providers().size(), "bound");
    }
  }

  /** A client's context for one provider. The counter counts the attached ones. */
  public static final class Attached implements BindingContext<Void> {
    private final AtomicLong counter;
    private final Job job;

    /** Counts up; the cleanup counts down. */
    public Attached(AtomicLong counter, Job job) {
      this.counter = counter;
      this.job = job;
      counter.incrementAndGet();
    }

    @Override
    @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
    public Void dispatch() {
      return null;
    }

    @Override
    public void cleanup() {
      counter.decrementAndGet();
    }

    @Override
    public String toString() {
      return "attached to " + job;
    }
  }

  /** A provider whose calls last as long as the harness says. */
  public static final class GatedProvider extends NetworkModule {
    @Override
    protected void load(Registrar registrar) throws InvalidSyntaxException {
      Jobs.Gated job = new Jobs.Gated(Facts.told(bundleContext(), Runnable.class, "gate"));
      registrar.registerProvider(JOB, client -> BindingContext.of(job));
    }
  }

  /** As many clients as the harness says. It names the client through which it calls. */
  public static final class CallingClients extends NetworkModule {
    @Override
    protected void load(Registrar registrar) {
      int count = Facts.count(bundleContext());
      AtomicReferenceArray<Job> jobs = new AtomicReferenceArray<>(count);
      for (int number = 0; number < count; number++) {
        int index = number;
        registrar.registerClient(
            ClientCharacteristics.of(
                    JOB,
                    offer ->
                        ProviderOffer.attach(
                            offer,
                            job -> {
                              jobs.set(index, job);
                              return new NoCallbacks();
                            }))
                .number(number));
      }
      Facts.tell(bundleContext(), IntConsumer.class, index -> jobs.get(index).run(index), "call");
    }

    private static final class NoCallbacks implements BindingContext<Void> {
      @Override
      @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
      public Void dispatch() {
        return null;
      }
    }
  }

  /** A provider whose job fails once its bundle has stopped. */
  public static final class SwappedProvider extends NetworkModule {
    private Jobs.@Nullable Closable job;

    @Override
    protected void load(Registrar registrar) {
      Jobs.Closable loaded = new Jobs.Closable(bundleContext().getBundle().getVersion().getMajor());
      job = loaded;
      registrar.registerProvider(
          ProviderCharacteristics.of(JOB, client -> BindingContext.of(loaded))
              .with(ProviderSet.PRIORITY, Facts.header(bundleContext(), Facts.PRIORITY)));
    }

    @Override
    protected void unload() {
      Jobs.Closable loaded = job;
      if (loaded != null) {
        loaded.close();
      }
    }
  }

  /** A client that calls the best provider of a set. */
  public static final class SetCaller extends NetworkModule {
    @Override
    protected void load(Registrar registrar) {
      ProviderSet<Job> jobs = ProviderSet.open(registrar, JOB);
      IntUnaryOperator call = value -> jobs.call(job -> job.run(value));
      Facts.tell(bundleContext(), IntUnaryOperator.class, call, "call");
    }
  }
}
