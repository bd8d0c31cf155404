package io.nmr;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one registration tells its peers about itself: NMR's NPI_REGISTRATION_INSTANCE. Peers see it
 * in their offers and decide by it whether to attach. Immutable; any thread.
 *
 * @param npi the NPI that the module registered for
 * @param moduleId the module that registered
 * @param number distinguishes several registrations of one module for one NPI; 0 by default
 * @param characteristics the NPI-specific characteristics, which an OSGi filter can match ({@code
 *     org.osgi.framework.Filter#matches(Map)})
 */
public record RegistrationInstance(
    Npi<?, ?> npi, ModuleId moduleId, int number, Map<String, Object> characteristics) {

  /**
   * Makes an instance with a copy of the characteristics.
   *
   * @param npi the NPI
   * @param moduleId the module
   * @param number the instance number
   * @param characteristics the NPI-specific characteristics
   */
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
