package io.nmr.impl.core;

import io.nmr.ModuleId;
import io.nmr.impl.journal.RegistrarLog;
import io.nmr.impl.settings.Configuration;
import io.nmr.impl.threads.RegistrarThreads;

/** A registrar without a framework, with the defaults; and modules of it. */
final class TestRegistrar {
  private TestRegistrar() {}

  static NetworkRegistrar create() {
    return with(new RegistrarThreads());
  }

  static NetworkRegistrar with(RegistrarThreads threads) {
    return new NetworkRegistrar(
        new Configuration(name -> null), RegistrarLog.ofSystem(), String::valueOf, threads);
  }

  /** A module of that name, and with an id made of it. */
  static ModuleRegistrar module(NetworkRegistrar registrar, String name) {
    return registrar.registrarOf(new ModuleOwner(name, 1, ModuleId.of(name)));
  }
}
