package io.nmr.deploy.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.dto.ServiceReferenceDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.SatisfiedReferenceDTO;

/** Finds out what Declarative Services would do, where it is installed. */
final class Components {
  private Components() {}

  /**
   * The components of other bundles that would become unsatisfied if these bundles stopped,
   * including components that need the service of such a component in turn.
   */
  static List<String> unsatisfiedWithout(BundleContext context, Set<Long> stopped) {
    try {
      ServiceReference<ServiceComponentRuntime> found =
          context.getServiceReference(ServiceComponentRuntime.class);
      ServiceComponentRuntime runtime = found == null ? null : context.getService(found);
      return runtime == null ? List.of() : new Look(context, stopped).unsatisfied(runtime);
    } catch (NoClassDefFoundError absent) { // an optional import
      return List.of();
    }
  }

  private static final class Look {
    private final BundleContext context;
    private final Set<Long> stopped;
    private final Set<Long> gone = new HashSet<>(); // ids of services

    Look(BundleContext context, Set<Long> stopped) {
      this.context = context;
      this.stopped = stopped;
    }

    List<String> unsatisfied(ServiceComponentRuntime runtime) {
      List<ComponentConfigurationDTO> left =
          new ArrayList<>(
              runtime.getComponentDescriptionDTOs().stream()
                  .filter(it -> !stopped.contains(it.bundle.id))
                  .flatMap(it -> runtime.getComponentConfigurationDTOs(it).stream())
                  .filter(
                      it ->
                          it.state == ComponentConfigurationDTO.ACTIVE
                              || it.state == ComponentConfigurationDTO.SATISFIED)
                  .toList());
      List<String> unsatisfied = new ArrayList<>();
      boolean isMore = true;
      while (isMore) {
        List<ComponentConfigurationDTO> lost = left.stream().filter(this::isLost).toList();
        isMore = left.removeAll(lost);
        for (ComponentConfigurationDTO each : lost) {
          unsatisfied.add(
              "%s of %s (%d)"
                  .formatted(
                      each.description.name,
                      each.description.bundle.symbolicName,
                      each.description.bundle.id));
          if (each.service != null) {
            gone.add(each.service.id);
          }
        }
      }
      return unsatisfied;
    }

    private boolean isLost(ComponentConfigurationDTO component) {
      return Stream.of(component.satisfiedReferences).anyMatch(it -> isLost(component, it));
    }

    private boolean isLost(ComponentConfigurationDTO component, SatisfiedReferenceDTO reference) {
      ReferenceDTO declared =
          Stream.of(component.description.references)
              .filter(it -> it.name.equals(reference.name))
              .findFirst()
              .orElse(null);
      if (declared == null || declared.cardinality.startsWith("0")) {
        return false;
      }
      boolean losesOne = Stream.of(reference.boundServices).anyMatch(this::isGone);
      return losesOne && !hasAnother(declared.interfaceName, reference.target);
    }

    private boolean isGone(ServiceReferenceDTO service) {
      return stopped.contains(service.bundle) || gone.contains(service.id);
    }

    private boolean hasAnother(String type, String target) {
      try {
        ServiceReference<?>[] all = context.getAllServiceReferences(type, target);
        return all != null
            && Stream.of(all)
                .map(it -> it.adapt(ServiceReferenceDTO.class))
                .anyMatch(it -> it != null && !isGone(it));
      } catch (InvalidSyntaxException bad) {
        return false;
      }
    }
  }
}
