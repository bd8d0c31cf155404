package io.nmr.sample.gateway;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.ClientModule;
import io.nmr.DetachCause;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.sample.resolver.Resolution;
import io.nmr.sample.resolver.Resolver;
import io.nmr.util.NoProviderException;
import io.nmr.util.ProviderSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attached resolvers, best first.
 *
 * <p>{@link ProviderSet} does the same for most clients. This client has work of its own to finish
 * before it detaches: it answers each HTTP request that it has accepted, although it has yet to
 * make the call for it. So when the gateway itself is unloaded, its detach stays pending, and its
 * calls are let in, until the server has drained. Any thread.
 */
final class Resolvers implements ClientModule<Resolver, Void> {
  private static final Comparator<Attached> BEST_FIRST =
      Comparator.<Attached>comparingDouble(attached -> -attached.priority)
          .thenComparingLong(attached -> attached.binding.id());

  // Replaced as a whole under this object's monitor; read without it.
  private volatile List<Attached> attached = List.of();
  private volatile Supplier<? extends CompletionStage<?>> finishing =
      () -> CompletableFuture.completedStage(null);

  /** Sets the work that this client finishes, while it can still call, before it detaches. */
  void finishWorkBy(Supplier<? extends CompletionStage<?>> stage) {
    finishing = stage;
  }

  @Override
  public void attachProvider(ProviderOffer<Resolver, Void> offer) throws NoInterfaceException {
    Attached joining = new Attached(offer);
    joining.resolver = offer.attach(joining);
    synchronized (this) {
      List<Attached> next = new ArrayList<>(attached);
      next.add(joining);
      next.sort(BEST_FIRST);
      attached = List.copyOf(next);
    }
  }

  private synchronized void remove(Attached leaving) {
    attached = attached.stream().filter(other -> other != leaving).toList();
  }

  /**
   * Asks the best resolver. If its guard refuses the call, because it is detaching, nothing has
   * run, and the next resolver is asked.
   *
   * @throws NoProviderException if none is left
   */
  CompletionStage<Resolution> resolve(String name) {
    List<Attached> refused = new ArrayList<>();
    while (true) {
      Attached best = best(refused);
      try {
        return Objects.requireNonNull(best.resolver).resolve(name);
      } catch (DetachedException detached) {
        Binding binding = detached.binding();
        if (binding == null || binding.id() != best.binding.id()) {
          throw detached; // another call was refused, which the resolver has made
        }
        refused.add(best);
      }
    }
  }

  private Attached best(List<Attached> refused) {
    for (Attached candidate : attached) {
      if (!refused.contains(candidate)) {
        return candidate;
      }
    }
    throw new NoProviderException(Resolver.NPI);
  }

  /** The client's context for one binding. */
  private final class Attached implements BindingContext<Void> {
    private final Binding binding;
    private final double priority;
    private @Nullable Resolver resolver; // written before this is published in the list

    Attached(ProviderOffer<Resolver, Void> offer) {
      this.binding = offer.binding();
      this.priority =
          offer.provider().characteristics().get(ProviderSet.PRIORITY) instanceof Number number
              ? number.doubleValue()
              : 0;
    }

    @Override
    @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
    public Void dispatch() {
      return null;
    }

    @Override
    public CompletionStage<?> detach() {
      if (binding.detachCause().equals(Optional.of(DetachCause.CLIENT_DEREGISTERED))) {
        return finishing.get();
      }
      remove(this);
      return BindingContext.super.detach();
    }
  }
}
