package io.nmr.shell.bundle;

import io.nmr.Blocker;
import io.nmr.runtime.BindingDTO;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.text.Plain;
import java.util.List;
import java.util.Set;

/**
 * How far a stop is.
 *
 * @param bindings how many bindings are left
 * @param calls how many calls through these are in progress
 * @param blockers what the deregistrations wait for
 */
public record Progress(int bindings, int calls, List<Blocker> blockers) {
  /** Of the stops of some bundles. */
  public static Progress of(RegistrarRuntime runtime, Set<Long> bundleIds) {
    List<BindingDTO> left =
        runtime.bindings().stream()
            .filter(
                it ->
                    bundleIds.contains(it.client().ownerId())
                        || bundleIds.contains(it.provider().ownerId()))
            .toList();
    List<Blocker> blockers =
        runtime.pending().stream()
            .filter(it -> bundleIds.contains(it.registration().ownerId()))
            .flatMap(it -> it.blockers().stream())
            .toList();
    int calls = left.stream().mapToInt(it -> it.clientCalls() + it.providerCalls()).sum();
    return new Progress(left.size(), calls, blockers);
  }

  /** One line, printable. */
  public String text() {
    String waiting =
        switch (blockers.size()) {
          case 0 -> "";
          case 1 -> ", waits for " + blockers.get(0);
          default -> ", waits for %d, the first %s".formatted(blockers.size(), blockers.get(0));
        };
    return Plain.of("bindings left %d, calls left %d%s".formatted(bindings, calls, waiting));
  }
}
