package io.nmr.impl.core;

import io.nmr.Blocker.Reason;
import io.nmr.Side;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Each side's own view of when its peer can call no more ({@code Binding.peerDetached}). Made when
 * a side first asks for it, which few bindings see. The fields are guarded by the binding's lock.
 */
final class PeerViews {
  private final BindingFacts binding;
  private @Nullable CompletableFuture<Void> ofClient;
  private @Nullable CompletableFuture<Void> ofProvider;

  /** Who completes a view, while the code that depends on that runs. */
  private @Nullable Callback teller;

  PeerViews(BindingFacts binding) {
    this.binding = binding;
  }

  /** That side's view, which is not due yet. Under the binding's lock. */
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

  /** Who is telling. Under the binding's lock. */
  @Nullable Callback teller() {
    return teller;
  }

  /**
   * Completes the views that are due, with no lock held. What depends on them is anyone's code and
   * runs here, so this thread counts as inside until it returns: a wait for this binding from there
   * is refused.
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
      teller = Callback.here(side, Reason.DETACHING);
    }
    view.complete(null);
    synchronized (binding) {
      teller = null;
    }
  }
}
