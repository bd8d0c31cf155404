package io.nmr.impl.core;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.ClientCharacteristics;
import io.nmr.Guard;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderCharacteristics;
import io.nmr.ProviderOffer;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.RegistrationInstance;
import java.util.function.Consumer;

/** A registrar whose guards let the test do something when a client is about to enter one. */
record RefusingRegistrar(Registrar registrar, Consumer<ProviderOffer<?, ?>> beforeEntry)
    implements Registrar {

  @Override
  public <P, C> Registration registerProvider(ProviderCharacteristics<P, C> characteristics) {
    return registrar.registerProvider(characteristics);
  }

  @Override
  public <P, C> Registration registerClient(ClientCharacteristics<P, C> characteristics) {
    return registrar.registerClient(
        ClientCharacteristics.of(
            characteristics.npi(),
            offer -> characteristics.module().attachProvider(new Offer<>(offer, beforeEntry))));
  }

  private record Offer<P, C>(ProviderOffer<P, C> offer, Consumer<ProviderOffer<?, ?>> beforeEntry)
      implements ProviderOffer<P, C> {
    @Override
    public RegistrationInstance provider() {
      return offer.provider();
    }

    @Override
    public Binding binding() {
      return offer.binding();
    }

    @Override
    public boolean isSelf() {
      return offer.isSelf();
    }

    @Override
    public Guard guard() {
      return () -> {
        beforeEntry.accept(offer);
        return offer.guard().enter();
      };
    }

    @Override
    public P attach(BindingContext<? extends C> context) throws NoInterfaceException {
      return offer.attach(context);
    }
  }
}
