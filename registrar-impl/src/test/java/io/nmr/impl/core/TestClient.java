package io.nmr.impl.core;

import io.nmr.ClientCharacteristics;
import io.nmr.ClientModule;
import io.nmr.Guard;
import io.nmr.ModuleId;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.Registrar;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client that attaches to all that it is offered, with bodies for its callbacks. */
final class TestClient extends TestModule<TestClient>
    implements ClientModule<TestModule.Work, TestModule.Tell> {
  final List<Work> peers = new CopyOnWriteArrayList<>();
  private volatile Guard guard;
  private Attaching<ProviderOffer<Work, Tell>> before = offer -> {};
  private Attaching<ProviderOffer<Work, Tell>> after = offer -> {};

  private TestClient(Trace trace) {
    super("client", trace);
  }

  static TestClient aClient(Trace trace) {
    return new TestClient(trace);
  }

  @Override
  TestClient self() {
    return this;
  }

  /** What its attach callback does first. */
  TestClient beforeAttach(Attaching<ProviderOffer<Work, Tell>> body) {
    before = body;
    return this;
  }

  /** What its attach callback does when attach has returned. */
  TestClient afterAttach(Attaching<ProviderOffer<Work, Tell>> body) {
    after = body;
    return this;
  }

  TestClient registeredWith(Registrar registrar) {
    registration =
        registrar.registerClient(
            ClientCharacteristics.of(npi, this).moduleId(ModuleId.of(name)).number(number));
    return this;
  }

  @Override
  public void attachProvider(ProviderOffer<Work, Tell> offer) throws NoInterfaceException {
    trace.add(name + " is offered " + offer.provider());
    bindings.add(offer.binding());
    before.with(offer);
    guard = offer.guard();
    peers.add(offer.attach(new Context<Tell>(what -> answer.apply(what))));
    after.with(offer);
  }

  /** The dispatch of the provider attached last. */
  Work peer() {
    return peers.get(peers.size() - 1);
  }

  /** Calls the provider attached last. */
  String call(String what) {
    return peer().work(what);
  }

  /** Enters the guard of the provider attached last, by hand. */
  Guard.Call enterByHand() {
    return guard.enter();
  }
}
