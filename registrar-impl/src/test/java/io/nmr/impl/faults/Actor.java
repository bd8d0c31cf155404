package io.nmr.impl.faults;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.ClientCharacteristics;
import io.nmr.ClientOffer;
import io.nmr.ModuleId;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.ProviderCharacteristics;
import io.nmr.ProviderOffer;
import io.nmr.Registration;
import io.nmr.faults.Place;
import io.nmr.faults.Watch;
import io.nmr.faults.Who;
import io.nmr.impl.core.ModuleRegistrar;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A module with one registration, of either side. */
final class Actor {
  final Scene scene;
  final Who who;
  final String name;
  final Npi<Dispatch, Dispatch> npi;
  final ModuleRegistrar home;
  private final Map<String, Bond> bonds = new ConcurrentHashMap<>();
  private final CompletableFuture<Registration> registered = new CompletableFuture<>();

  Actor(Scene scene, Who who, String name, Npi<Dispatch, Dispatch> npi, ModuleRegistrar home) {
    this.scene = scene;
    this.who = who;
    this.name = name;
    this.npi = npi;
    this.home = home;
  }

  Actor register() {
    ModuleId id = ModuleId.of(name);
    registered.complete(
        who == Who.CLIENT
            ? home.registerClient(ClientCharacteristics.of(npi, this::attachProvider).moduleId(id))
            : home.registerProvider(
                ProviderCharacteristics.of(npi, this::attachClient).moduleId(id)));
    return this;
  }

  boolean isRegistered() {
    return registered.isDone();
  }

  /** Its registration; who comes from a callback may have to wait until there is one. */
  Registration registration() throws Exception {
    return registered.get(Watch.BOUND_SECONDS, TimeUnit.SECONDS);
  }

  /** What a stop does that is held. */
  void unload() {
    home.unload().await();
  }

  /** Nothing of it is left. */
  void end() {
    unload();
    home.release();
  }

  /** Its side of its binding to that peer. */
  Bond bondTo(Actor peer) {
    return bonds.get(peer.name);
  }

  private Bond bond(String peer, Binding binding) {
    Bond bond = new Bond(this, scene.account(binding.id()), scene.isMain(this, peer));
    bonds.put(peer, bond);
    if (bond.isMain && scene.matrixCase.place().kind == Place.Kind.TOLD) {
      bond.followPeer(binding.peerDetached());
    }
    bond.account.note(who, "attach");
    return bond;
  }

  private void attachProvider(ProviderOffer<Dispatch, Dispatch> offer) throws NoInterfaceException {
    Bond bond = bond(offer.provider().moduleId().toString(), offer.binding());
    bond.at(Place.CLIENT_ATTACH);
    bond.attach(offer);
    if (bond.peer != null) {
      scene.duringAttach(bond);
      bond.at(Place.CLIENT_AFTER_ATTACH);
    }
  }

  private BindingContext<Dispatch> attachClient(ClientOffer<Dispatch> offer) {
    Bond bond = bond(offer.client().moduleId().toString(), offer.binding());
    bond.peer = offer.dispatch();
    bond.at(Place.PROVIDER_ATTACH);
    scene.duringAttach(bond);
    return bond.result(Place.PROVIDER_ATTACH, bond);
  }
}
