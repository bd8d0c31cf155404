package io.nmr.util;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.ClientCharacteristics;
import io.nmr.DetachCause;
import io.nmr.DetachedException;
import io.nmr.Guard;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.ProviderOffer;
import io.nmr.Registrar;
import io.nmr.Registration;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Filter;

/**
 * The attached providers of an NPI that a filter matches, best first: what a {@code ServiceTracker}
 * is to services. The set is a client registration that attaches to the providers that match, and
 * declines the rest.
 *
 * <p>The best provider is the one with the highest number under the characteristic {@value
 * #PRIORITY} (0 where there is none); among equals it is the one that was attached first. Any
 * thread may use the set; the list is a snapshot, which is read without a lock.
 *
 * @param <P> the provider's dispatch interface
 */
public final class ProviderSet<P> implements AutoCloseable {
  /** The characteristic that orders the providers. */
  public static final String PRIORITY = "priority";

  private static final Comparator<Member<?, ?>> BEST_FIRST =
      Comparator.<Member<?, ?>>comparingDouble(member -> -member.priority)
          .thenComparingLong(member -> member.bindingId);

  private final Npi<P, ?> npi;
  private final Predicate<Map<String, Object>> accepts;
  private final String filterText;
  private final Ranking<Member<P, ?>> members = new Ranking<>(BEST_FIRST);
  private volatile boolean isDeregistering;
  private volatile @Nullable Registration registration;

  private ProviderSet(Npi<P, ?> npi, @Nullable Filter filter) {
    this.npi = npi;
    this.accepts = filter == null ? any -> true : filter::matches;
    this.filterText = String.valueOf(filter);
  }

  /** Attaches to every provider of a one-way NPI. */
  public static <P> ProviderSet<P> open(Registrar registrar, Npi<P, Void> npi) {
    return opened(registrar, npi, null, ProviderSet::nothing);
  }

  /** Attaches to every provider of a one-way NPI whose characteristics the filter matches. */
  public static <P> ProviderSet<P> open(Registrar registrar, Npi<P, Void> npi, Filter filter) {
    return opened(registrar, npi, Objects.requireNonNull(filter, "filter"), ProviderSet::nothing);
  }

  /**
   * Attaches to every provider whose characteristics the filter matches, with a context that the
   * client supplies for each.
   */
  public static <P, C> ProviderSet<P> open(
      Registrar registrar,
      Npi<P, C> npi,
      Filter filter,
      Supplier<? extends BindingContext<C>> context) {
    return opened(
        registrar,
        npi,
        Objects.requireNonNull(filter, "filter"),
        Objects.requireNonNull(context, "context"));
  }

  private static <P, C> ProviderSet<P> opened(
      Registrar registrar,
      Npi<P, C> npi,
      @Nullable Filter filter,
      Supplier<? extends BindingContext<C>> context) {
    ProviderSet<P> set = new ProviderSet<>(Objects.requireNonNull(npi, "npi"), filter);
    set.registration =
        registrar.registerClient(
            ClientCharacteristics.of(npi, offer -> set.attach(offer, context)));
    return set;
  }

  @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
  private static BindingContext<Void> nothing() {
    return BindingContext.of(null);
  }

  private <C> void attach(ProviderOffer<P, C> offer, Supplier<? extends BindingContext<C>> context)
      throws NoInterfaceException {
    if (!accepts.test(offer.provider().characteristics())) {
      throw new NoInterfaceException("the filter " + filterText + " does not match");
    }
    Member<P, C> member = new Member<>(this, context.get(), offer);
    member.provider = offer.attach(member);
    members.add(member);
  }

  /**
   * Calls the best provider that can still be called. The provider's guard is entered once around
   * the whole of the function and, if the function returns a stage, until that stage completes.
   * Until then the dispatch that the function is given may be called on any thread, also when the
   * provider or this set is being unloaded: what is done for a call in progress is part of that
   * call. If the entry is refused, nothing has run, and the next provider of a fresh list is tried.
   *
   * @throws NoProviderException if a fresh list has no provider that was not tried yet
   * @throws DetachedException if this set is itself deregistering; or thrown by the function, if a
   *     binding of another set refused a call in it
   * @throws X what the function throws
   */
  public <R, X extends Exception> R call(Fn<? super P, ? extends R, X> fn) throws X {
    Objects.requireNonNull(fn, "fn");
    Set<Member<P, ?>> refused = Set.of();
    while (true) {
      Member<P, ?> member = firstBut(refused);
      Attempt<P, R, X> attempt = new Attempt<>(fn);
      try {
        return member.guard.run(member.provider(), attempt);
      } catch (DetachedException detached) {
        if (attempt.hasBegun) {
          throw detached;
        }
        noteIfDeregistering(member);
        members.remove(member); // a guard that has closed stays closed
        if (refused.isEmpty()) {
          refused = Collections.newSetFromMap(new IdentityHashMap<>());
        }
        refused.add(member);
      }
    }
  }

  /** One call of the function with one provider; it notes whether the function has begun. */
  private static final class Attempt<P, R, X extends Exception>
      implements Guard.CallingWork<P, R, X> {
    private final Fn<? super P, ? extends R, X> fn;
    boolean hasBegun;

    Attempt(Fn<? super P, ? extends R, X> fn) {
      this.fn = fn;
    }

    @Override
    public R run(P provider) throws X {
      hasBegun = true;
      return fn.apply(provider);
    }
  }

  private Member<P, ?> firstBut(Set<Member<P, ?>> refused) {
    Member<P, ?> best = members.first();
    if (best != null && !refused.contains(best)) {
      return best;
    }
    for (Member<P, ?> member : members.list()) {
      if (!refused.contains(member)) {
        return member;
      }
    }
    if (isDeregistering) {
      throw new DetachedException(null, "this set of providers of " + npi + " is deregistered");
    }
    throw new NoProviderException(npi);
  }

  private void noteIfDeregistering(Member<P, ?> member) {
    if (member.isOfDeregisteringClient()) {
      isDeregistering = true;
    }
  }

  /** The dispatches of the attached providers, best first. Each call through one may be refused. */
  public List<P> providers() {
    return members.list().stream().<P>map(Member::provider).toList();
  }

  /** Whether no provider is attached. */
  public boolean isEmpty() {
    return members.first() == null;
  }

  /** Deregisters and waits, as {@link Registration#close()} does. */
  @Override
  public void close() {
    isDeregistering = true;
    Registration opened = registration;
    if (opened != null) {
      opened.close();
    }
  }

  /** One attached provider: the client's context for its binding. */
  private static final class Member<P, C> implements BindingContext<C> {
    private final ProviderSet<P> set;
    private final BindingContext<C> context;
    private final Binding binding;
    private final Guard guard;
    private final long bindingId;
    private final double priority;
    private @Nullable P provider; // written before the member is published in the set's list

    Member(ProviderSet<P> set, BindingContext<C> context, ProviderOffer<P, C> offer) {
      this.set = set;
      this.context = context;
      this.binding = offer.binding();
      this.guard = offer.guard();
      this.bindingId = binding.id();
      this.priority =
          offer.provider().characteristics().get(PRIORITY) instanceof Number number
              ? number.doubleValue()
              : 0;
    }

    P provider() {
      return Objects.requireNonNull(provider);
    }

    @Override
    public C dispatch() {
      return context.dispatch();
    }

    boolean isOfDeregisteringClient() {
      return binding.detachCause().filter(DetachCause.CLIENT_DEREGISTERED::equals).isPresent();
    }

    /**
     * Takes the provider off the list. If the provider deregisters, that is done at once, so that
     * calls go to other providers. If the set itself deregisters, it keeps its providers until the
     * client's stage completes, so that the client may finish work that it has taken on (R13).
     */
    @Override
    public CompletionStage<?> detach() {
      if (!isOfDeregisteringClient()) {
        set.members.remove(this);
        return context.detach();
      }
      return context.detach().whenComplete((value, thrown) -> leave());
    }

    private void leave() {
      set.noteIfDeregistering(this);
      set.members.remove(this);
    }

    @Override
    public void cleanup() {
      context.cleanup();
    }
  }
}
