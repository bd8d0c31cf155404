package io.nmr.itest.conformance;

import io.nmr.ClientCharacteristics;
import io.nmr.ClientModule;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.itest.Outside;
import io.nmr.itest.fixture.contract.Contract;
import io.nmr.itest.fixture.contract.Listener;
import io.nmr.itest.fixture.contract.Work;

/** A client that attaches to every provider that it is offered, if the test wants nothing else. */
final class Client extends Party<Client, Work> implements ClientModule<Work, Listener> {
  private Attaching<ProviderOffer<Work, Listener>> before = offer -> {};
  private Attaching<ProviderOffer<Work, Listener>> after = offer -> {};
  private Attaching<ProviderOffer<Work, Listener>> answer = this::attach;

  Client(ModuleBundle module, Outside outside) {
    super(module, outside);
  }

  /** What it does with an offer in place of attaching. */
  Client answering(Attaching<ProviderOffer<Work, Listener>> body) {
    answer = body;
    return this;
  }

  /** Declines every other provider. */
  Client ofOnly(String provider) {
    return beforeAttach(
        offer -> {
          if (!offer.provider().toString().equals(provider)) {
            throw new NoInterfaceException("only " + provider + " is wanted");
          }
        });
  }

  /** What its attach callback does first. */
  Client beforeAttach(Attaching<ProviderOffer<Work, Listener>> body) {
    before = body;
    return this;
  }

  /** What its attach callback does when attach has returned. */
  Client afterAttach(Attaching<ProviderOffer<Work, Listener>> body) {
    after = body;
    return this;
  }

  @Override
  public void attachProvider(ProviderOffer<Work, Listener> offer) throws NoInterfaceException {
    say("offered " + offer.provider());
    before.with(offer);
    answer.with(offer);
  }

  /** A context for one binding. */
  Context<Listener> context() {
    return new Context<>(this::tell);
  }

  private void attach(ProviderOffer<Work, Listener> offer) throws NoInterfaceException {
    Work work = offer.attach(context());
    bindings.add(offer.binding());
    peers.add(work);
    say("attached to " + offer.provider());
    after.with(offer);
  }

  private String tell(String news) {
    say("tell " + news);
    say("told " + news);
    return this + " knows " + news;
  }

  @Override
  String call(Work peer, String job) {
    return peer.work(job);
  }

  @Override
  String eventInPeer(String peer, String job) {
    return peer + ":work " + job;
  }

  @Override
  Registration register(Registrar registrar, int number) {
    return registrar.registerClient(ClientCharacteristics.of(Contract.WORK, this).number(number));
  }

  @Override
  Client self() {
    return this;
  }
}
