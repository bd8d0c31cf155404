package io.nmr;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a provider registers with: the NPI, its attach callback, and what its peers are told about
 * it. NMR's NPI_PROVIDER_CHARACTERISTICS. Immutable: each method returns a copy. Any thread.
 *
 * @param <P> the provider's dispatch interface
 * @param <C> the client's dispatch interface
 */
public final class ProviderCharacteristics<P, C> {
  private final Npi<P, C> npi;
  private final ProviderModule<P, C> module;
  private final Characteristics told;

  private ProviderCharacteristics(
      Npi<P, C> npi, ProviderModule<P, C> module, Characteristics told) {
    this.npi = Objects.requireNonNull(npi, "npi");
    this.module = Objects.requireNonNull(module, () -> "the provider module for " + npi);
    this.told = told;
  }

  /**
   * Describes a provider of that NPI, with the default module id, number 0 and no characteristics.
   *
   * @param <P> the provider's dispatch interface
   * @param <C> the client's dispatch interface
   * @param npi the NPI to register for
   * @param module the attach callback
   * @return what to register with
   */
  public static <P, C> ProviderCharacteristics<P, C> of(
      Npi<P, C> npi, ProviderModule<P, C> module) {
    return new ProviderCharacteristics<>(npi, module, Characteristics.NONE);
  }

  private ProviderCharacteristics<P, C> telling(Characteristics other) {
    return new ProviderCharacteristics<>(npi, module, other);
  }

  /**
   * Registers under that module id, which is the bundle's symbolic name by default.
   *
   * @param id the module id
   * @return a copy with that module id
   */
  public ProviderCharacteristics<P, C> moduleId(ModuleId id) {
    return telling(told.moduleId(id));
  }

  /**
   * Distinguishes this registration from others of the same module for the same NPI.
   *
   * @param value the instance number
   * @return a copy with that number
   */
  public ProviderCharacteristics<P, C> number(int value) {
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
  public ProviderCharacteristics<P, C> with(String key, Object value) {
    return telling(told.with(key, value));
  }

  /** {@return the NPI to register for} */
  public Npi<P, C> npi() {
    return npi;
  }

  /** {@return the attach callback} */
  public ProviderModule<P, C> module() {
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
