package io.nmr.deploy.engine;

import io.nmr.deploy.Progress;
import io.nmr.runtime.RegistrarRuntime;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** What the operations of one {@link Engine} work with; one object of each kind. */
record EngineParts(
    BundleContext context,
    Supplier<Optional<RegistrarRuntime>> runtimes,
    DeployedFiles files,
    Wiring wiring,
    Operations operations,
    Exclusion exclusion,
    Turns turns,
    Stops stops,
    Installation installation,
    Refusals refusals) {
  static EngineParts of(
      BundleContext context, Path folder, Supplier<Optional<RegistrarRuntime>> runtimes) {
    Wiring wiring = new Wiring(context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION));
    DeployedFiles files = new DeployedFiles(context);
    Operations operations =
        new Operations(
            bundleIds ->
                runtimes.get().map(it -> Remaining.of(it, bundleIds)).orElse(Progress.NONE));
    Exclusion exclusion = new Exclusion(operations);
    Turns turns = new Turns(context, wiring, operations, exclusion);
    return new EngineParts(
        context,
        runtimes,
        files,
        wiring,
        operations,
        exclusion,
        turns,
        new Stops(exclusion, turns, wiring),
        new Installation(context, folder, files, operations, wiring),
        new Refusals(context, wiring));
  }
}
