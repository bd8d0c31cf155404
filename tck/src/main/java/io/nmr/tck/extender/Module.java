package io.nmr.tck.extender;

import io.nmr.BindingContext;
import io.nmr.ProviderOffer;
import io.nmr.Registrar;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The provider and the client that a bundle has from its start to its stop. */
final class Module {
  private static final long DETACH_MILLIS = 40;

  private final Counts counts;
  private final AtomicInteger bindings = new AtomicInteger();

  private Module(Counts counts) {
    this.counts = counts;
  }

  static Module register(Registrar registrar, Counts counts) {
    Module module = new Module(counts);
    registrar.registerProvider(Greeting.NPI, offer -> module.new Provider());
    counts.add(Counts.REGISTERED);
    registrar.registerClient(
        Greeting.NPI,
        offer -> ProviderOffer.attach(offer, provider -> module.new Client(provider)));
    counts.add(Counts.REGISTERED);
    return module;
  }

  /** Whether a binding of this module is not cleaned up yet on this module's side. */
  boolean isBound() {
    return bindings.get() != 0;
  }

  /** The provider's side of one binding. */
  private final class Provider implements BindingContext<Greeting> {
    Provider() {
      bindings.incrementAndGet();
    }

    @Override
    public Greeting dispatch() {
      return () -> "hello";
    }

    @Override
    public void cleanup() {
      bindings.decrementAndGet();
    }
  }

  /** The client's side of one binding. Its detach takes a while, so that stops are held. */
  private final class Client implements BindingContext<Void> {
    Client(Greeting provider) {
      bindings.incrementAndGet();
      provider.greet();
      counts.add(Counts.ATTACHED);
    }

    @Override
    @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
    public Void dispatch() {
      return null;
    }

    @Override
    public CompletionStage<?> detach() {
      return new CompletableFuture<@Nullable Object>()
          .completeOnTimeout(null, DETACH_MILLIS, TimeUnit.MILLISECONDS)
          .thenRun(() -> counts.add(Counts.DETACHED));
    }

    @Override
    public void cleanup() {
      counts.add(Counts.CLEANED);
      bindings.decrementAndGet();
    }
  }
}
