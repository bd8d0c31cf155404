package io.nmr.benchmark.bundle.nmr;

import io.nmr.BindingContext;
import io.nmr.ClientCharacteristics;
import io.nmr.NetworkModule;
import io.nmr.ProviderOffer;
import io.nmr.Registrar;
import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.Job;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;

/** As many clients as the harness says, which calls through the one that it names. */
public final class CallingClients extends NetworkModule {
  @Override
  protected void load(Registrar registrar) {
    int count = Facts.count(bundleContext());
    AtomicReferenceArray<Job> jobs = new AtomicReferenceArray<>(count);
    for (int number = 0; number < count; number++) {
      int index = number;
      registrar.registerClient(
          ClientCharacteristics.of(
                  Jobs.NPI,
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
