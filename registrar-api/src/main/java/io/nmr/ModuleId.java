package io.nmr;

import java.util.Objects;
import java.util.UUID;

/**
 * The identity of a module, a UUID or a name: NMR's NPI_MODULEID. A module that gives none is
 * registered under its bundle's symbolic name. Immutable; any thread.
 */
public final class ModuleId {
  private final String text;

  private ModuleId(String text) {
    this.text = text;
  }

  /**
   * Identifies a module by a name.
   *
   * @param name the module's name
   * @return its id
   * @throws IllegalArgumentException if the name is blank
   */
  public static ModuleId of(String name) {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("module name '" + name + "' is blank");
    }
    return new ModuleId(name);
  }

  /**
   * Identifies a module by a UUID.
   *
   * @param uuid the module's UUID
   * @return its id
   */
  public static ModuleId of(UUID uuid) {
    return new ModuleId(Objects.requireNonNull(uuid, "uuid").toString());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModuleId id && id.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The name, or the UUID's text. */
  @Override
  public String toString() {
    return text;
  }
}
