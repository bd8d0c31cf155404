package io.nmr.impl.faults;

import io.nmr.BindingContext;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.faults.Place;
import io.nmr.faults.Who;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One side of one binding: its context, and what its peer calls. */
final class Bond implements BindingContext<Dispatch>, Dispatch {
  /** What is called to go wrong; any other argument is answered, and {@code deep} sent back. */
  static final String WRONG = "wrong";

  static final String DEEP = "deep";

  final Actor actor;
  final Account account;

  /** Whether it is of the pair in which the fault happens. */
  final boolean isMain;

  volatile Dispatch peer;

  Bond(Actor actor, Account account, boolean isMain) {
    this.actor = actor;
    this.account = account;
    this.isMain = isMain;
  }

  private Misdeed misdeed() {
    return actor.scene.misdeed;
  }

  private Place place(Place ofClient, Place ofProvider) {
    return actor.who == Who.CLIENT ? ofClient : ofProvider;
  }

  /** Goes wrong, if it is to do so here. */
  void at(Place place) {
    misdeed().at(place, this);
  }

  /** That result, or the wrong one. */
  <T> T result(Place place, T right) {
    return misdeed().result(place, this, right);
  }

  void attach(ProviderOffer<Dispatch, Dispatch> offer) throws NoInterfaceException {
    misdeed().attach(offer, this);
  }

  void followPeer(CompletionStage<Void> peerDetached) {
    peerDetached.thenRun(() -> at(place(Place.CLIENT_TOLD, Place.PROVIDER_TOLD)));
  }

  @Override
  public Dispatch dispatch() {
    Place here = place(Place.CLIENT_DISPATCH, Place.PROVIDER_DISPATCH);
    at(here);
    return result(here, this);
  }

  @Override
  public CompletionStage<?> detach() {
    Place here = place(Place.CLIENT_DETACH, Place.PROVIDER_DETACH);
    account.note(actor.who, "detach");
    at(here);
    return misdeed().stage(here, this, () -> {});
  }

  @Override
  public void cleanup() {
    account.note(actor.who, "cleanup");
    at(place(Place.CLIENT_CLEANUP, Place.PROVIDER_CLEANUP));
  }

  @Override
  public String call(String what) {
    Place here = place(Place.CLIENT_CALLED, Place.PROVIDER_CALLED);
    account.enter();
    try {
      if (what.equals(DEEP)) {
        return peer.call(what);
      }
      if (what.equals(WRONG)) {
        at(here);
        return result(here, what);
      }
      return what;
    } finally {
      account.leave();
    }
  }

  @Override
  public CompletionStage<String> begin(String what) {
    Place here = place(Place.CLIENT_CALLED_ASYNC, Place.PROVIDER_CALLED_ASYNC);
    account.enter();
    CompletionStage<String> stage = null;
    try {
      if (what.equals(WRONG)) {
        at(here);
        stage = misdeed().stage(here, this, account::leave);
        return stage;
      }
      return CompletableFuture.completedStage(what);
    } finally {
      if (stage == null) {
        account.leave();
      }
    }
  }
}
