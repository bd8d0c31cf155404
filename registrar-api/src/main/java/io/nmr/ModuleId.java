package io.nmr;

import java.util.Objects;
import java.util.UUID;

/**
 * Who a module is: NMR's NPI_MODULEID, a UUID or a name. Where a module gives none it is its
 * bundle's symbolic name. Immutable; any thread.
 */
public final class ModuleId {
  private final String text;

  private ModuleId(String text) {
    this.text = text;
  }

  /**
   * The module of that name.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public static ModuleId of(String name) {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("module name '" + name + "' is blank");
    }
    return new ModuleId(name);
  }

  /** The module of that UUID. */
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
