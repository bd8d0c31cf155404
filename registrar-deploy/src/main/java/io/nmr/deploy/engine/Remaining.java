package io.nmr.deploy.engine;

import io.nmr.deploy.Progress;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import java.util.List;
import java.util.Set;

/** Looks up what the registrar still has of bundles that are being stopped. */
final class Remaining {
  private Remaining() {}

  static Progress of(RegistrarRuntime runtime, Set<Long> bundleIds) {
    List<BindingSnapshot> bindings =
        runtime.bindings().stream()
            .filter(
                it ->
                    bundleIds.contains(it.client().ownerId())
                        || bundleIds.contains(it.provider().ownerId()))
            .toList();
    return new Progress(
        bindings.size(),
        bindings.stream().mapToInt(it -> it.clientCalls() + it.providerCalls()).sum(),
        runtime.pending().stream()
            .filter(it -> bundleIds.contains(it.registration().ownerId()))
            .flatMap(it -> it.blockers().stream())
            .toList());
  }
}
