package io.nmr.itest.conformance;

import io.nmr.BindingContext;
import io.nmr.ClientOffer;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderCharacteristics;
import io.nmr.ProviderModule;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.itest.Outside;
import io.nmr.itest.fixture.contract.Contract;
import io.nmr.itest.fixture.contract.Listener;
import io.nmr.itest.fixture.contract.Work;

/** A provider that accepts every client that asks, if the test wants nothing else. */
final class Provider extends Party<Provider, Listener> implements ProviderModule<Work, Listener> {
  private Attaching<ClientOffer<Listener>> attaching = offer -> {};

  Provider(ModuleBundle module, Outside outside) {
    super(module, outside);
  }

  /** What its attach callback does; to throw is to decline. */
  Provider attaching(Attaching<ClientOffer<Listener>> body) {
    attaching = body;
    return this;
  }

  @Override
  public BindingContext<? extends Work> attachClient(ClientOffer<Listener> offer)
      throws NoInterfaceException {
    bindings.add(offer.binding());
    peers.add(offer.dispatch());
    say("asked by " + offer.client());
    attaching.with(offer);
    return new Context<Work>(this::work);
  }

  private String work(String job) {
    say("work " + job);
    say("worked " + job);
    return this + " did " + job;
  }

  @Override
  String call(Listener peer, String news) {
    return peer.tell(news);
  }

  @Override
  String eventInPeer(String peer, String news) {
    return peer + ":tell " + news;
  }

  @Override
  Registration register(Registrar registrar, int number) {
    return registrar.registerProvider(
        ProviderCharacteristics.of(Contract.WORK, this).number(number));
  }

  @Override
  Provider self() {
    return this;
  }
}
