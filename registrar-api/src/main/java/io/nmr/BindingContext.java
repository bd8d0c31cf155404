package io.nmr;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One side's object for one binding: NMR's client or provider binding context, with the callbacks
 * that take the binding apart. The client's and the provider's are mirror images.
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
   * @return this side's dispatch; {@code null} only where D is {@link Void}
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
   *     on. On a guarded NPI there is no need to wait for the side's own calls: the guard does
   */
  default CompletionStage<?> detach() {
    return CompletableFuture.completedStage(null);
  }

  /**
   * The binding is gone and this object will not be called again: ClientCleanupBindingContext or
   * ProviderCleanupBindingContext. Called exactly once, when both sides have detached and no call
   * is in progress in either direction, the client's first.
   */
  default void cleanup() {}
}
