package io.nmr.benchmark.bundle.nmr;

import io.nmr.BindingContext;
import io.nmr.NetworkModule;
import io.nmr.ProviderOffer;
import io.nmr.Registrar;
import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A client of all providers that keeps of each what a client must: its context. */
public final class AttachingClient extends NetworkModule {
  private final AtomicLong attached = new AtomicLong(); // threads of the registrar clean up

  @Override
  protected void load(Registrar registrar) {
    registrar.registerClient(
        Jobs.NPI, offer -> ProviderOffer.attach(offer, job -> new Attached(this, job)));
    Facts.tell(bundleContext(), LongSupplier.class, attached::get, "bound");
  }

  private static final class Attached implements BindingContext<Void> {
    private final AttachingClient client;
    private final Job job;

    Attached(AttachingClient client, Job job) {
      this.client = client;
      this.job = job;
      client.attached.incrementAndGet();
    }

    @Override
    @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
    public Void dispatch() {
      return null;
    }

    @Override
    public void cleanup() {
      client.attached.decrementAndGet();
    }

    @Override
    public String toString() {
      return "attached to " + job;
    }
  }
}
