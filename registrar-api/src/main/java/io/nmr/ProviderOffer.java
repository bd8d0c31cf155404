package io.nmr;

import java.util.Objects;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The provider that is offered to a client: the arguments of ClientAttachProvider.
 *
 * @param <P> the provider's dispatch interface
 * @param <C> the client's dispatch interface
 */
@ProviderType
public interface ProviderOffer<P, C> {
  /** {@return the registration of the provider} */
  RegistrationInstance provider();

  /** {@return the handle of the binding that this pair becomes if it attaches} */
  Binding binding();

  /** {@return whether the provider belongs to the client's own module} */
  boolean isSelf();

  /**
   * {@return the guard of the calls that the client makes to the provider. It can be entered from
   * the return of {@link #attach} on}
   */
  Guard guard();

  /**
   * Asks the provider to attach, on this thread: NmrClientAttachProvider. May be called once, from
   * inside {@code attachProvider}, on the thread that called it.
   *
   * <p>The provider may call the client's dispatch before this method has returned, from inside its
   * {@code attachClient}, on this thread or on others. The client does not have the provider's
   * dispatch then, so it queues such a call or answers it. It must not wait there for this method
   * to return, because this method may be waiting for that call. For the same reason the client
   * must not hold, while it attaches, a lock that such a call needs on another thread.
   *
   * @param context the client's context, whose dispatch is asked for once, here. If this method
   *     throws, the context is not called again, and the client disposes of it itself
   * @return the provider's dispatch, to be called until the client's detach stage has completed;
   *     {@code null} where P is {@link Void}
   * @throws NoInterfaceException if the provider declines, with its reason
   * @throws IllegalArgumentException if the context's dispatch is null or of another type
   * @throws IllegalStateException if this offer was used before, the callback has returned, or this
   *     is another thread
   */
  P attach(BindingContext<? extends C> context) throws NoInterfaceException;

  /**
   * Attaches to a provider of an NPI with no client dispatch, and then makes the context from the
   * provider's dispatch: NmrClientAttachProvider. If making the context throws, both sides are
   * detached again. Same thread and limits as {@link #attach(BindingContext)}.
   *
   * @param <P> the provider's dispatch interface
   * @param <B> the type of the context
   * @param offer the offer to attach to
   * @param context makes the context; called once, on this thread
   * @return the context that was made
   * @throws NoInterfaceException if the provider declines, with its reason
   */
  static <P, B extends BindingContext<Void>> B attach(
      ProviderOffer<P, Void> offer, Function<? super P, ? extends B> context)
      throws NoInterfaceException {
    Objects.requireNonNull(context, "context");
    LateContext<B> late = new LateContext<>();
    late.become(context.apply(offer.attach(late)));
    return late.context();
  }
}
