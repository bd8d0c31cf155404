package io.nmr;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a client registers with: the NPI, its callbacks, and what its peers are told about it. NMR's
 * NPI_CLIENT_CHARACTERISTICS. Immutable: each method returns a copy. Any thread.
 */
public final class ClientCharacteristics<P, C> {
  private final Npi<P, C> npi;
  private final ClientModule<P, C> module;
  private final Optional<ModuleId> moduleId;
  private final int number;
  private final Map<String, Object> characteristics;

  private ClientCharacteristics(
      Npi<P, C> npi,
      ClientModule<P, C> module,
      Optional<ModuleId> moduleId,
      int number,
      Map<String, Object> characteristics) {
    this.npi = npi;
    this.module = module;
    this.moduleId = moduleId;
    this.number = number;
    this.characteristics = characteristics;
  }

  /** A client of that NPI, with the default module id, number 0 and nothing more to tell. */
  public static <P, C> ClientCharacteristics<P, C> of(Npi<P, C> npi, ClientModule<P, C> module) {
    return new ClientCharacteristics<>(
        Objects.requireNonNull(npi, "npi"),
        Objects.requireNonNull(module, () -> "the client module for " + npi),
        Optional.empty(),
        0,
        Map.of());
  }

  /** Registers under that id in place of the bundle's symbolic name. */
  public ClientCharacteristics<P, C> moduleId(ModuleId id) {
    return new ClientCharacteristics<>(
        npi, module, Optional.of(Objects.requireNonNull(id, "id")), number, characteristics);
  }

  /** Tells this registration apart from others of the same module for the same NPI. */
  public ClientCharacteristics<P, C> number(int value) {
    return new ClientCharacteristics<>(npi, module, moduleId, value, characteristics);
  }

  /**
   * Adds an NPI-specific characteristic.
   *
   * @param key its name, equal to none but for case that is already there
   * @param value what an OSGi service property may be, or an {@code org.osgi.framework.Version};
   *     arrays and collections are copied
   * @throws IllegalArgumentException if a filter could not compare such a value
   */
  public ClientCharacteristics<P, C> with(String key, Object value) {
    return new ClientCharacteristics<>(
        npi, module, moduleId, number, PropertyValues.with(characteristics, key, value));
  }

  /** The interface to register for. */
  public Npi<P, C> npi() {
    return npi;
  }

  /** The callbacks. */
  public ClientModule<P, C> module() {
    return module;
  }

  /** The module id, where one was given. */
  public Optional<ModuleId> moduleId() {
    return moduleId;
  }

  /** The instance number. */
  public int number() {
    return number;
  }

  /** The NPI-specific characteristics, unmodifiable. */
  public Map<String, Object> characteristics() {
    return characteristics;
  }
}
