package io.nmr.benchmark.call;

import io.nmr.BindingContext;
import io.nmr.Npi;
import io.nmr.ProviderOffer;
import io.nmr.local.LocalRegistrar;
import io.nmr.util.ProviderSet;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Calls through the registrar. Each target is the only provider of its own NPI, with one client.
 */
abstract class NmrProtection implements Protection {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private int targets;

  @Override
  public final Work around(Target target) {
    Npi<Work, Void> npi = Npi.of("io.nmr.benchmark.call." + targets++, Work.class);
    registrar.module("provider").registerProvider(npi, client -> BindingContext.of(target));
    return clientOf(npi, registrar);
  }

  abstract Work clientOf(Npi<Work, Void> npi, LocalRegistrar at);

  @Override
  public final void close() {
    registrar.close();
  }

  /** A client that keeps the dispatch that attach returned. */
  static final class Guarded extends NmrProtection {
    @Override
    Work clientOf(Npi<Work, Void> npi, LocalRegistrar at) {
      AtomicReference<@Nullable Attached> attached = new AtomicReference<>();
      at.module("client")
          .registerClient(npi, offer -> attached.set(ProviderOffer.attach(offer, Attached::new)));
      return Objects.requireNonNull(attached.get(), "not attached").dispatch;
    }
  }

  /** A client that calls the best provider of a set. */
  static final class InSet extends NmrProtection {
    @Override
    Work clientOf(Npi<Work, Void> npi, LocalRegistrar at) {
      return new SetWork(ProviderSet.open(at.module("client"), npi));
    }
  }

  /** The client's context. */
  static final class Attached implements BindingContext<Void> {
    private final Work dispatch;

    Attached(Work dispatch) {
      this.dispatch = dispatch;
    }

    @Override
    @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
    public Void dispatch() {
      return null;
    }
  }

  private record SetWork(ProviderSet<Work> set) implements Work {
    @Override
    public int sync(int value) {
      return set.call(work -> work.sync(value));
    }

    @Override
    public int nested(int value) {
      return set.call(work -> work.nested(value));
    }

    @Override
    public CompletionStage<Integer> async(CompletableFuture<Integer> answer) {
      return set.call(work -> work.async(answer));
    }
  }
}
