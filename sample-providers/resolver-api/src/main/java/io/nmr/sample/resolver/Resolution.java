package io.nmr.sample.resolver;

import java.util.List;
import java.util.Objects;

/**
 * The addresses of a name. Immutable.
 *
 * @param name the name that was asked for
 * @param addresses its addresses in text form, at least one, in the source's order
 * @param source who knew them
 */
public record Resolution(String name, List<String> addresses, String source) {

  public Resolution {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("'" + name + "' has no address; that is no resolution");
    }
  }
}
