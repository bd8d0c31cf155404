package io.nmr.local;

import io.nmr.ClientCharacteristics;
import io.nmr.ProviderCharacteristics;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.impl.core.ModuleRegistrar;

/** One module of a {@link LocalRegistrar}; it stands for a bundle in OSGi. Any thread. */
public final class LocalModule implements Registrar, AutoCloseable {
  private final ModuleRegistrar registrar;

  LocalModule(ModuleRegistrar registrar) {
    this.registrar = registrar;
  }

  @Override
  public <P, C> Registration registerProvider(ProviderCharacteristics<P, C> characteristics) {
    return registrar.registerProvider(characteristics);
  }

  @Override
  public <P, C> Registration registerClient(ClientCharacteristics<P, C> characteristics) {
    return registrar.registerClient(characteristics);
  }

  /** Unloads the module as a held {@code Bundle.stop} does: waits until everything is detached. */
  @Override
  public void close() {
    registrar.close();
    registrar.release();
  }
}
