package io.nmr.impl.core;

import io.nmr.Blocker.Reason;
import io.nmr.Side;
import io.nmr.impl.core.Handshake.RunningCallback;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The stages that {@code Binding.peerDetached} returns: each side has its own, which completes when
 * its peer can call no more. Made when a side first asks, which few sides do. The fields are
 * guarded by the binding's lock.
 */
final class PeerViews {
  private final CoreBinding binding;
  private @Nullable CompletableFuture<Void> ofClient;
  private @Nullable CompletableFuture<Void> ofProvider;

  /** The code that depends on a view, while this thread runs it by completing the view. */
  private @Nullable RunningCallback running;

  PeerViews(CoreBinding binding) {
    this.binding = binding;
  }

  /** That side's view, whose peer can still call. Under the binding's lock. */
  CompletionStage<Void> of(Side side) {
    CompletableFuture<Void> view = known(side);
    if (view == null) {
      view = new CompletableFuture<>();
      if (side == Side.CLIENT) {
        ofClient = view;
      } else {
        ofProvider = view;
      }
    }
    return view.minimalCompletionStage();
  }

  private @Nullable CompletableFuture<Void> known(Side side) {
    return side == Side.CLIENT ? ofClient : ofProvider;
  }

  /** The code that depends on a view and runs now. Under the binding's lock. */
  @Nullable RunningCallback running() {
    return running;
  }

  /**
   * Completes the views that are due, with no lock held. The code that depends on them is a
   * module's and runs here, so this thread counts as inside until it returns: a wait for this
   * binding from there is refused.
   */
  void completeThoseDue() {
    completeIfDue(Side.CLIENT);
    completeIfDue(Side.PROVIDER);
  }

  private void completeIfDue(Side side) {
    CompletableFuture<Void> view;
    synchronized (binding) {
      view = known(side);
      if (view == null || view.isDone() || !binding.canCallNoMore(side.peer())) {
        return;
      }
      running = RunningCallback.here(side, Reason.DETACHING);
    }
    view.complete(null);
    synchronized (binding) {
      running = null;
    }
  }
}
