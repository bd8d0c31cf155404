package io.nmr;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One side's object for one binding: NMR's client or provider binding context, with the callbacks
 * that take the binding apart. The client's and the provider's are mirror images.
 *
 * <h2>On which thread</h2>
 *
 * Both sides' {@code detach} run one after the other on one thread. That is the thread that called
 * {@link Registration#deregister} or {@link Registration#close}; the registering thread, where the
 * client's callback threw after its attach; or a thread of the registrar, where
 *
 * <ul>
 *   <li>a bundle's stop, or the release of its registrar, is what deregisters;
 *   <li>the pair was still attaching when one side began to deregister;
 *   <li>the binding was abandoned before it was asked;
 *   <li>the callback of another binding has blocked the deregistering thread for a while.
 * </ul>
 *
 * <p>{@code cleanup} runs on such a thread if all is over when every binding has been asked, and
 * otherwise on a thread of the registrar, never on a thread that is just leaving a call or
 * completing a stage. The callbacks of one context never overlap, and each happens before the next;
 * those of different bindings may run at once. No lock of the registrar is held meanwhile.
 *
 * @param <D> this side's dispatch interface
 */
@ConsumerType
public interface BindingContext<D> {
  /** A context that has nothing to detach and nothing to clean up. */
  static <D> BindingContext<D> of(D dispatch) {
    return () -> dispatch;
  }

  /**
   * What the peer will call. Asked for once, on the attaching thread.
   *
   * @return this side's dispatch; {@code null} only where D is {@link Void}, on either side: a
   *     provider of an NPI whose provider dispatch is {@code Void} returns {@code null} too
   */
  D dispatch();

  /**
   * Asks this side to stop using its peer: ClientDetachProvider or ProviderDetachClient. Called
   * exactly once for an attached binding, the client's first, whoever deregisters. Must not wait
   * for calls; a module whose calls end only when it ends them ends them here.
   *
   * @return completed: STATUS_SUCCESS; not completed yet: STATUS_PENDING, and its completion is
   *     NmrClientDetachProviderComplete or NmrProviderDetachClientComplete. Until then this side
   *     may finish, through the peer, work that it has taken on; new calls are refused from then
   *     on. On a guarded NPI there is no need to wait for the side's own calls: the guard does.
   *     Completing the stage is the last thing that the completing thread may do with this context:
   *     {@code cleanup} may run on another thread from that moment on, also before the completing
   *     call returns
   */
  default CompletionStage<?> detach() {
    return CompletableFuture.completedStage(null);
  }

  /**
   * The binding is gone and this object will not be called again: ClientCleanupBindingContext or
   * ProviderCleanupBindingContext. Called exactly once, when both sides have detached and no call
   * is in progress in either direction, the client's first; not on a side that an abandoned binding
   * has left behind.
   */
  default void cleanup() {}
}
