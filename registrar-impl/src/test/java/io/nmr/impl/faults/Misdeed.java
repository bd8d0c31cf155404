package io.nmr.impl.faults;

import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.faults.Fault;
import io.nmr.faults.FaultCase;
import io.nmr.faults.Moment;
import io.nmr.faults.Place;
import io.nmr.faults.Watch;
import io.nmr.faults.Who;
import io.nmr.impl.core.ModuleRegistrar;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Does what a case says, once, where it says. */
final class Misdeed {
  private final FaultCase matrixCase;
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch mayGoWrong = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile Runnable release;

  /** What came of it: a result, or what was thrown; null until it has happened. */
  volatile Object outcome;

  /** What it has thrown at the registrar or the caller. */
  volatile Throwable thrown;

  private ProviderOffer<Dispatch, Dispatch> kept;

  /** For a place where nothing goes wrong: one that changes no result. */
  private static final Fault NONE = Fault.HANGS;

  Misdeed(FaultCase matrixCase) {
    this.matrixCase = matrixCase;
  }

  private boolean isHere(Place place, Bond bond) {
    return bond.isMain && place == matrixCase.place();
  }

  // ---- for the test ----

  /** A call that is to go wrong during detach has begun, and waits for that. */
  boolean isInside() {
    return inside.getCount() == 0;
  }

  void goWrong() {
    mayGoWrong.countDown();
  }

  /** It has gone wrong and does not end by itself. */
  boolean isStuck() {
    return release != null && released.getCount() > 0;
  }

  void release() {
    released.countDown();
    release.run();
  }

  // ---- for the modules ----

  void at(Place place, Bond bond) {
    if (!isHere(place, bond)) {
      return;
    }
    if (place.kind.isCall() && matrixCase.moment() == Moment.DURING_DETACH) {
      inside.countDown();
      await(mayGoWrong);
    }
    Actor self = bond.actor;
    switch (matrixCase.fault()) {
      case DECLINES -> fail(new NoInterfaceException("declined"));
      case DECLINES_UNPRINTABLY -> fail(new Unprintable());
      case OVERFLOWS -> outcome = dive(0);
      case HANGS -> {
        release = () -> {};
        await(released);
      }
      case INTERRUPTS_ITSELF -> Thread.currentThread().interrupt();
      case REGISTERS -> trying(() -> another(self, self.who, self.home));
      case REGISTERS_OPPOSITE -> trying(() -> another(self, self.who.other(), self.home));
      case DEREGISTERS_ITSELF -> trying(() -> self.registration().deregister().isPending());
      case DEREGISTERS_ITS_PEER -> trying(() -> peer(self).registration().deregister().isPending());
      case AWAITS_ITSELF -> trying(() -> closed(self));
      case AWAITS_ITS_PEER -> trying(() -> closed(peer(self)));
      case CALLS_ITS_PEER -> trying(() -> bond.peer.call("back"));
      case CALLS_ITS_PEER_ELSEWHERE ->
          trying(() -> Step.start("elsewhere", () -> bond.peer.call("back")).join());
      case CALLS_ITS_PEER_ASYNC ->
          trying(() -> bond.peer.begin("back").toCompletableFuture().get(5, TimeUnit.SECONDS));
      case RECURSES_THROUGH_ITS_PEER -> trying(() -> bond.peer.call(Bond.DEEP));
      case STOPS_ITSELF -> trying(() -> stopped(self));
      case STOPS_ITS_PEER -> trying(() -> stopped(peer(self)));
      default -> {
        Throwable toThrow = matrixCase.fault().thrown();
        if (toThrow != null) {
          fail(toThrow);
        }
      }
    }
  }

  private static final class Unprintable extends NoInterfaceException {
    Unprintable() {
      super("nobody sees this");
    }

    @Override
    public String getMessage() {
      throw new NoClassDefFoundError("of a module that is unloaded");
    }
  }

  private static Actor peer(Actor self) {
    return self.scene.main(self.who.other());
  }

  private static Object another(Actor self, Who who, ModuleRegistrar home) {
    return self.scene.actor(who, self.name + "-more", self.npi, home).register();
  }

  private static Object closed(Actor actor) throws Exception {
    actor.registration().close();
    return "closed";
  }

  private static Object stopped(Actor actor) {
    actor.unload();
    return "stopped";
  }

  private void fail(Throwable toThrow) {
    thrown = toThrow;
    sneak(toThrow);
  }

  private void trying(Callable<Object> deed) {
    try {
      outcome = deed.call();
    } catch (Throwable refused) {
      outcome = refused;
    }
  }

  private static int dive(int depth) {
    return dive(depth + 1) + 1;
  }

  <T> T result(Place place, Bond bond, T right) {
    return isHere(place, bond) && matrixCase.fault() == Fault.RETURNS_NULL ? null : right;
  }

  /** What a detach or an asynchronous function returns; runs the other before it completes. */
  CompletionStage<String> stage(Place place, Bond bond, Runnable before) {
    CompletableFuture<String> stage = new CompletableFuture<>();
    Runnable complete =
        () -> {
          before.run();
          stage.complete(Bond.WRONG);
        };
    switch (isHere(place, bond) ? matrixCase.fault() : NONE) {
      case RETURNS_NULL -> {
        return null;
      }
      case COMPLETES_LATE -> release = complete;
      case COMPLETES_TWICE -> {
        before.run();
        return new TwiceCompleted();
      }
      case COMPLETES_EXCEPTIONALLY -> {
        before.run();
        thrown = new IOException("the stage failed");
        stage.completeExceptionally(thrown);
      }
      case RETURNS_BROKEN_STAGE -> {
        before.run();
        thrown = new IOException("this stage is broken");
        return new BrokenStage(thrown);
      }
      case COMPLETES_ON_ANOTHER_THREAD -> Step.run("completing", complete::run);
      default -> complete.run();
    }
    return stage;
  }

  /** Tells whoever depends on it twice that it is complete. */
  private static final class TwiceCompleted extends CompletableFuture<String> {
    @Override
    public CompletableFuture<String> whenComplete(
        BiConsumer<? super String, ? super Throwable> action) {
      action.accept(Bond.WRONG, null);
      try {
        action.accept(Bond.WRONG, null);
      } catch (IllegalStateException refused) {
        // It may be told that this is wrong.
      }
      return this;
    }
  }

  private static final class BrokenStage extends CompletableFuture<String> {
    private final Throwable toThrow;

    BrokenStage(Throwable toThrow) {
      this.toThrow = toThrow;
    }

    @Override
    public CompletableFuture<String> whenComplete(
        BiConsumer<? super String, ? super Throwable> action) {
      return sneak(toThrow);
    }
  }

  /** Attaches as it should, or as it should not. */
  void attach(ProviderOffer<Dispatch, Dispatch> offer, Bond bond) throws NoInterfaceException {
    switch (isHere(Place.CLIENT_ATTACH, bond) ? matrixCase.fault() : NONE) {
      case RETURNS_NULL -> offer.attach(null);
      case COMPLETES_LATE -> kept = offer;
      case COMPLETES_TWICE -> {
        bond.peer = offer.attach(bond);
        trying(() -> offer.attach(bond));
      }
      case COMPLETES_ON_ANOTHER_THREAD -> {
        trying(() -> Step.start("attaching", () -> offer.attach(bond)).join());
        bond.peer = offer.attach(bond);
      }
      default -> bond.peer = offer.attach(bond);
    }
  }

  /** On the thread that has registered, when that is over. */
  void attachLate(Bond bond) {
    if (kept != null) {
      trying(() -> kept.attach(bond));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(2 * Watch.BOUND_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the test lets nobody go on");
      }
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }

  @SuppressWarnings("unchecked")
  static <R, X extends Throwable> R sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
