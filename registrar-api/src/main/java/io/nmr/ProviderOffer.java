package io.nmr;

import java.util.Objects;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/** A provider that is offered to a client: the arguments of ClientAttachProvider. */
@ProviderType
public interface ProviderOffer<P, C> {
  /** Who is offered. */
  RegistrationInstance provider();

  /** The binding handle that will stand for this pair. */
  Binding binding();

  /** Whether the provider is the client's own module. */
  boolean isSelf();

  /**
   * The guard of the calls that the client will make through this binding. Good from the return of
   * {@link #attach} on.
   */
  Guard guard();

  /**
   * Asks the provider to attach, on this thread: NmrClientAttachProvider. For once, inside {@code
   * attachProvider}, on its thread.
   *
   * <p>The provider may call the client's dispatch before this method has returned, from inside its
   * {@code attachClient}, on this thread or on others. The client does not have the provider's
   * dispatch then: it queues such a call or answers it, and never waits in it for this method to
   * return, which may in turn wait for that call. Nor does it hold a lock during the attach that
   * such a call takes on another thread.
   *
   * @param context the client's context; its dispatch is asked for once, here. If this method
   *     throws, the context is never called again, and what it holds is its maker's to clean up
   * @return the provider's dispatch, to be called until the client's detach stage has completed;
   *     {@code null} where P is {@link Void}
   * @throws NoInterfaceException if the provider declines, with its reason
   * @throws IllegalArgumentException if the context's dispatch is null or of another type
   * @throws IllegalStateException at a second attach, after the callback or on another thread
   */
  P attach(BindingContext<? extends C> context) throws NoInterfaceException;

  /**
   * Attaches to the provider of an NPI with no client dispatch, with a context that is made from
   * the provider's dispatch. If the making throws, the pair is taken apart again.
   *
   * @return the context
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
