package io.nmr;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a client registers with: the NPI, its attach callback, and what its peers are told about it.
 * NMR's NPI_CLIENT_CHARACTERISTICS. Immutable: each method returns a copy. Any thread.
 *
 * @param <P> the provider's dispatch interface
 * @param <C> the client's dispatch interface
 */
public final class ClientCharacteristics<P, C> {
  private final Npi<P, C> npi;
  private final ClientModule<P, C> module;
  private final Characteristics told;

  private ClientCharacteristics(Npi<P, C> npi, ClientModule<P, C> module, Characteristics told) {
    this.npi = Objects.requireNonNull(npi, "npi");
    this.module = Objects.requireNonNull(module, () -> "the client module for " + npi);
    this.told = told;
  }

  /**
   * Describes a client of that NPI, with the default module id, number 0 and no characteristics.
   *
   * @param <P> the provider's dispatch interface
   * @param <C> the client's dispatch interface
   * @param npi the NPI to register for
   * @param module the attach callback
   * @return what to register with
   */
  public static <P, C> ClientCharacteristics<P, C> of(Npi<P, C> npi, ClientModule<P, C> module) {
    return new ClientCharacteristics<>(npi, module, Characteristics.NONE);
  }

  private ClientCharacteristics<P, C> telling(Characteristics other) {
    return new ClientCharacteristics<>(npi, module, other);
  }

  /**
   * Registers under that module id, which is the bundle's symbolic name by default.
   *
   * @param id the module id
   * @return a copy with that module id
   */
  public ClientCharacteristics<P, C> moduleId(ModuleId id) {
    return telling(told.moduleId(id));
  }

  /**
   * Distinguishes this registration from others of the same module for the same NPI.
   *
   * @param value the instance number
   * @return a copy with that number
   */
  public ClientCharacteristics<P, C> number(int value) {
    return telling(told.number(value));
  }

  /**
   * Adds an NPI-specific characteristic, or replaces the one of that name.
   *
   * @param key its name, which must not differ from another one's in case only
   * @param value what an OSGi service property may be, or an {@code org.osgi.framework.Version};
   *     arrays and collections are copied
   * @return a copy with that characteristic
   * @throws IllegalArgumentException if a filter could not compare such a value, or the name
   *     differs from another one's in case only
   */
  public ClientCharacteristics<P, C> with(String key, Object value) {
    return telling(told.with(key, value));
  }

  /** {@return the NPI to register for} */
  public Npi<P, C> npi() {
    return npi;
  }

  /** {@return the attach callback} */
  public ClientModule<P, C> module() {
    return module;
  }

  /** {@return the module id; empty for the default} */
  public Optional<ModuleId> moduleId() {
    return told.moduleId();
  }

  /** {@return the instance number} */
  public int number() {
    return told.number();
  }

  /** {@return the NPI-specific characteristics, unmodifiable} */
  public Map<String, Object> characteristics() {
    return told.properties();
  }
}
