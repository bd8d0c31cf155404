package io.nmr.impl.core;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.ClientModule;
import io.nmr.ClientOffer;
import io.nmr.Guard;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderModule;
import io.nmr.ProviderOffer;
import io.nmr.RegistrationInstance;
import io.nmr.Side;
import io.nmr.impl.guard.SideGuard;
import io.nmr.impl.journal.Journal;
import io.nmr.impl.journal.Thrown;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The attach handshake of one binding, on the registering thread: offers the provider to the client
 * and, when the client attaches, the client to the provider. What each decides becomes a transition
 * of {@link CoreBinding}.
 */
final class Attaching implements ProviderOffer<Object, Object> {
  private final CoreBinding binding;

  /**
   * The registering thread; null when the offer is over, so that a module that keeps the offer does
   * not keep the thread.
   */
  private volatile @Nullable Thread thread = Thread.currentThread();

  /** Whether the client has called attach, successfully or not (R8). Used by that thread alone. */
  private boolean isUsed;

  Attaching(CoreBinding binding) {
    this.binding = binding;
  }

  /** Offers the provider to the client: the whole handshake of one pair (R6 to R9). */
  void offer() {
    binding.beginOffer();
    Thrown thrown = offerToClient();
    Journal journal = binding.registrar().journal;
    if (binding.wasBound()) {
      journal.attached(binding.handle());
    }
    switch (binding.offerReturned(thrown != null)) {
      case ATTACHED -> {}
      case TO_DETACH -> {
        if (thrown == null) {
          askElsewhere();
        } else {
          journal.attachedFailed(
              binding.handle(), binding.client.registration.registrant(), thrown);
          new Detaching(binding).askAndCleanUp();
        }
      }
      case DECLINED_BY_CLIENT -> {
        journal.declinedByClient(
            binding.handle(), binding.client.registration.registrant(), thrown);
        new Detaching(binding).goneIfDeclined();
      }
      case DECLINED_BY_PROVIDER -> new Detaching(binding).goneIfDeclined();
      case ABANDONED -> {
        if (thrown != null && !thrown.isDecline()) {
          journal.attachFailed(binding.handle(), binding.client.registration.registrant(), thrown);
        }
        askElsewhere();
      }
    }
  }

  private void askElsewhere() {
    binding.registrar().threads.execute(() -> new Detaching(binding).askAndCleanUp());
  }

  /**
   * Asks the client; returns what its callback threw, if it threw. What that says of itself is
   * asked for here, where this thread is still known to be in the client's callback.
   */
  @SuppressWarnings("unchecked") // the table matched the dispatch classes
  private @Nullable Thrown offerToClient() {
    try {
      ClientModule<Object, Object> callbacks =
          binding.client.registration.callbacks(ClientModule.class);
      if (callbacks != null) { // else it has left by abandon, at once
        callbacks.attachProvider(this); // R6: the client asks the provider, by attach
      }
      return null;
    } catch (Throwable thrown) { // an Error declines, too (R20)
      return Thrown.of(thrown);
    } finally {
      thread = null;
    }
  }

  @Override
  public Object attach(BindingContext<?> context) throws NoInterfaceException {
    Objects.requireNonNull(context, () -> "the context of " + binding.client.registration);
    requireInside(); // R8: inside the callback, on its thread; and once, see below
    if (isUsed) {
      throw misuse("has been used: attach is for once");
    }
    Object callbacks = guarded(binding.client, context);
    isUsed = true;
    try {
      if (!binding.attach(context, callbacks)) {
        throw abandoned();
      }
      return offerToProvider(callbacks);
    } catch (NoInterfaceException reason) {
      // R7: whatever the provider has thrown, the pair is declined and both guards close
      declined(Thrown.reasonOf(reason));
      throw reason;
    }
  }

  private void declined(String reason) {
    CoreBinding.Decline decline = binding.declined();
    binding
        .registrar()
        .journal
        .declined(binding.handle(), binding.side(decline.by()).registration.registrant(), reason);
    new Detaching(binding).follow(decline.changes());
  }

  /** A side has left by abandon while the other one still decides: neither has failed. */
  private NoInterfaceException abandoned() {
    return new NoInterfaceException(binding + " was abandoned");
  }

  private void requireInside() {
    Thread registering = thread;
    if (registering == null) {
      throw misuse("is over: attach inside attachProvider");
    }
    if (Thread.currentThread() != registering) {
      throw misuse("is good on thread '" + registering.getName() + "' only");
    }
  }

  private IllegalStateException misuse(String what) {
    return new IllegalStateException(
        "the offer of "
            + binding.provider.registration
            + " to "
            + binding.client.registration
            + " "
            + what);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the dispatch of an NPI with Void is null
  private Object offerToProvider(Object callbacks) throws NoInterfaceException {
    CoreRegistration provider = binding.provider.registration;
    BindingContext<?> context;
    Object dispatch;
    ProviderModule<Object, Object> attach = provider.callbacks(ProviderModule.class);
    if (attach == null) {
      throw abandoned();
    }
    try {
      // R10: the provider has the guarded callbacks from here on
      context = attach.attachClient(new ToProvider(callbacks));
      Objects.requireNonNull(context, () -> provider + " returned no context");
      dispatch = guarded(binding.provider, context);
    } catch (NoInterfaceException declined) {
      throw declined;
    } catch (Throwable thrown) { // an Error declines, too (R7)
      Thrown what = Thrown.of(thrown);
      binding.registrar().journal.attachFailed(binding.handle(), provider.registrant(), what);
      throw new NoInterfaceException(provider + " failed to attach: " + what.text(), thrown);
    }
    if (!binding.accepted(context, dispatch)) {
      throw abandoned();
    }
    return dispatch;
  }

  /** That side's dispatch as the peer may call it; asks the context for it, for once. */
  @SuppressWarnings("NullAway") // Void is null
  private Object guarded(BindingSide side, BindingContext<?> context) {
    NpiTable table = side.registration.table;
    Class<?> type = table.dispatchType(side.side());
    Object target = context.dispatch();
    if (type == Void.class) {
      return null;
    }
    if (!type.isInstance(target)) {
      throw new IllegalArgumentException(
          "the dispatch of "
              + side.registration
              + " is "
              + (target == null ? "null" : "a " + target.getClass().getName())
              + ", not a "
              + type.getName());
    }
    return binding.isGuarded
        ? table.guardMaker(side.side()).guard(binding, side.side().peer(), target)
        : target;
  }

  private Guard guard(Side side) {
    return binding.isGuarded ? new SideGuard(binding, side) : SideGuard.open();
  }

  private boolean areOneModule() {
    // R5: the pair is offered like any other
    return binding.client.registration.owner.equals(binding.provider.registration.owner);
  }

  @Override
  public RegistrationInstance provider() {
    return binding.provider.registration.instance();
  }

  @Override
  public Binding binding() {
    return new BindingHandle(binding, Side.CLIENT);
  }

  @Override
  public boolean isSelf() {
    return areOneModule();
  }

  @Override
  public Guard guard() {
    return guard(Side.CLIENT);
  }

  /** The same pair as the provider sees it. */
  private final class ToProvider implements ClientOffer<Object> {
    private final Object callbacks;

    ToProvider(Object callbacks) {
      this.callbacks = callbacks;
    }

    @Override
    public RegistrationInstance client() {
      return binding.client.registration.instance();
    }

    @Override
    public Object dispatch() {
      return callbacks;
    }

    @Override
    public Binding binding() {
      return new BindingHandle(binding, Side.PROVIDER);
    }

    @Override
    public boolean isSelf() {
      return areOneModule();
    }

    @Override
    public Guard guard() {
      return Attaching.this.guard(Side.PROVIDER);
    }
  }
}
