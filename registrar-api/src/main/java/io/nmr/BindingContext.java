package io.nmr;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One side's object for one binding, with the callbacks that take the binding apart: NMR's client
 * or provider binding context. Both sides implement the same interface.
 *
 * <h2>On which thread</h2>
 *
 * Both sides' {@code detach} run one after the other on one thread. That is the thread that called
 * {@link Registration#deregister} or {@link Registration#close}; the registering thread, where the
 * client's callback threw after its attach; or a thread of the registrar, where
 *
 * <ul>
 *   <li>a bundle's stop, or the release of its registrar, deregisters;
 *   <li>the pair was still attaching when one side began to deregister;
 *   <li>the binding was abandoned before it was asked;
 *   <li>the callback of another binding has blocked the deregistering thread for a while.
 * </ul>
 *
 * <p>{@code cleanup} runs on one of the threads that call {@code detach}, if the binding is over
 * when every binding of the registration has been asked to detach, and otherwise on a thread of the
 * registrar. It never runs on a thread that is just leaving a call or completing a stage. The
 * callbacks of one context never overlap, and each happens before the next; the callbacks of
 * different bindings may run at once. The registrar holds no lock while a callback runs.
 *
 * @param <D> this side's dispatch interface
 */
@ConsumerType
public interface BindingContext<D> {
  /**
   * Makes a context that has nothing to detach and nothing to clean up.
   *
   * @param <D> this side's dispatch interface
   * @param dispatch what the peer calls
   * @return the context
   */
  static <D> BindingContext<D> of(D dispatch) {
    return () -> dispatch;
  }

  /**
   * The object that the peer calls: this side's dispatch table. The registrar asks for it once, on
   * the attaching thread.
   *
   * @return this side's dispatch; {@code null} only where D is {@link Void}, on either side: a
   *     provider of an NPI whose provider dispatch is {@code Void} returns {@code null} too
   */
  D dispatch();

  /**
   * Asks this side to stop using its peer: ClientDetachProvider or ProviderDetachClient. Called
   * exactly once for an attached binding, on the client first, whichever side deregisters; not at
   * all where this side deregisters and the binding is abandoned before. The method must not wait
   * for calls to end. A module that has to end its calls itself ends them here.
   *
   * <p>Until the returned stage completes, this side may finish, through the peer, work that it has
   * taken on. Then its guard closes and refuses new calls; a provider's guard stays open until the
   * calls that the client made before its own guard closed have ended as well. On a guarded NPI the
   * stage need not wait for this side's own calls, because the guard waits for them. The thread
   * that completes the stage must not touch this context afterwards: {@code cleanup} may run on
   * another thread from that moment on, even before the completing call returns.
   *
   * @return a completed stage for STATUS_SUCCESS; a stage that is not yet complete for
   *     STATUS_PENDING, whose completion is then NmrClientDetachProviderComplete or
   *     NmrProviderDetachClientComplete
   */
  default CompletionStage<?> detach() {
    return CompletableFuture.completedStage(null);
  }

  /**
   * Frees what this side keeps for the binding, which is over: ClientCleanupBindingContext or
   * ProviderCleanupBindingContext. Called exactly once, on the client first, when both sides have
   * detached and no call is in progress in either direction; this object is not called again. If
   * the binding is abandoned, it is never called on the side that has left.
   */
  default void cleanup() {}
}
