package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.ClientOffer;
import io.nmr.ModuleId;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderCharacteristics;
import io.nmr.ProviderModule;
import io.nmr.Registrar;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider that attaches every client that asks, with bodies for its callbacks. */
final class TestProvider extends TestModule<TestProvider>
    implements ProviderModule<TestModule.Work, TestModule.Tell> {
  final List<Tell> peers = new CopyOnWriteArrayList<>();
  private Attaching<ClientOffer<Tell>> attaching = offer -> {};

  private TestProvider(Trace trace) {
    super("provider", trace);
  }

  static TestProvider aProvider(Trace trace) {
    return new TestProvider(trace);
  }

  @Override
  TestProvider self() {
    return this;
  }

  /** What its attach callback does. */
  TestProvider attaching(Attaching<ClientOffer<Tell>> body) {
    attaching = body;
    return this;
  }

  TestProvider registeredWith(Registrar registrar) {
    registration =
        registrar.registerProvider(
            ProviderCharacteristics.of(npi, this).moduleId(ModuleId.of(name)).number(number));
    return this;
  }

  @Override
  public BindingContext<? extends Work> attachClient(ClientOffer<Tell> offer)
      throws NoInterfaceException {
    trace.add(name + " is asked by " + offer.client());
    bindings.add(offer.binding());
    peers.add(offer.dispatch());
    attaching.with(offer);
    return new Context<Work>(what -> answer.apply(what));
  }

  /** The dispatch of the client attached last. */
  Tell peer() {
    return peers.get(peers.size() - 1);
  }

  /** Calls back the client attached last. */
  String call(String what) {
    return peer().tell(what);
  }
}
