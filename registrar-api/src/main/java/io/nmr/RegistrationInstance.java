package io.nmr;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one registration tells its peers about itself: NMR's NPI_REGISTRATION_INSTANCE. Peers see it
 * in their offers and decide by it whether to attach. Immutable; any thread.
 *
 * @param npi the interface registered for
 * @param moduleId the module that registered
 * @param number tells several registrations of one module for one NPI apart; 0 where not given
 * @param characteristics the NPI-specific characteristics, which {@code
 *     org.osgi.framework.Filter#matches(Map)} can be asked about
 */
public record RegistrationInstance(
    Npi<?, ?> npi, ModuleId moduleId, int number, Map<String, Object> characteristics) {

  public RegistrationInstance {
    Objects.requireNonNull(npi, "npi");
    Objects.requireNonNull(moduleId, "moduleId");
    characteristics = Collections.unmodifiableMap(new LinkedHashMap<>(characteristics));
  }

  /** {@code module} or {@code module#number}, for messages. */
  @Override
  public String toString() {
    return number == 0 ? moduleId.toString() : moduleId + "#" + number;
  }
}
