package io.nmr.shell;

import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.text.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;

/**
 * The part of a list that the options {@code --npi} and {@code --bundle} select.
 *
 * @param npi an NPIID; empty for all NPIs
 * @param bundle a bundle; empty for all bundles
 */
record Filter(String npi, Optional<Bundle> bundle) {
  static Filter of(String npi, String bundle, Bundles bundles) {
    return new Filter(npi, bundle.isEmpty() ? Optional.empty() : Optional.of(bundles.find(bundle)));
  }

  /**
   * Returns this filter if its NPI exists.
   *
   * @throws CommandException if there is no such NPI
   */
  Filter ofKnownNpi(RegistrarRuntime runtime) {
    if (!npi.isEmpty() && runtime.npis().stream().noneMatch(it -> it.id().equals(npi))) {
      throw new CommandException(
          "no module is registered for NPI '" + npi + "'; nmr:npis lists those there are");
    }
    return this;
  }

  /**
   * The filter as the end of a sentence: {@code of NPI net.resolver and bundle load (5)}; empty if
   * the filter selects everything.
   */
  String words() {
    List<String> words = new ArrayList<>();
    if (!npi.isEmpty()) {
      words.add("NPI " + npi);
    }
    bundle.ifPresent(it -> words.add("bundle " + Bundles.name(it)));
    return words.isEmpty() ? "" : Plain.of(" of " + String.join(" and ", words));
  }

  boolean matches(RegistrationSnapshot registration) {
    return isOfNpi(registration.npi()) && isOwner(registration);
  }

  boolean matches(BindingSnapshot binding) {
    return isOfNpi(binding.npi()) && (isOwner(binding.client()) || isOwner(binding.provider()));
  }

  /**
   * Whether the filter selects an event. It compares the owner, or the names of the modules where
   * the event has no owner.
   */
  boolean matches(RuntimeEvent event) {
    return isOfNpi(event.npi())
        && (bundle.isEmpty()
            || event.owner().equals(Bundles.name(bundle.get()))
            || isModule(event.client())
            || isModule(event.provider()));
  }

  private boolean isOfNpi(String other) {
    return npi.isEmpty() || npi.equals(other);
  }

  private boolean isOwner(RegistrationSnapshot registration) {
    return bundle.isEmpty() || bundle.get().getBundleId() == registration.ownerId();
  }

  private boolean isModule(String instance) {
    String name = String.valueOf(bundle.orElseThrow().getSymbolicName());
    return instance.equals(name) || instance.startsWith(name + "#");
  }
}
