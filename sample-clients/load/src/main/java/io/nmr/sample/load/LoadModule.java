package io.nmr.sample.load;

import io.nmr.NetworkModule;
import io.nmr.Registrar;
import io.nmr.sample.resolver.Resolver;
import io.nmr.util.ProviderSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** The client behind {@code sample:load}, which registers the shell command while it is loaded. */
public final class LoadModule extends NetworkModule {
  // Load and unload never overlap, but may run on different threads.
  private volatile @Nullable LoadCommand command;
  private volatile @Nullable ServiceRegistration<LoadCommand> service;

  @Override
  protected void load(Registrar registrar) {
    ProviderSet<Resolver> resolvers = ProviderSet.open(registrar, Resolver.NPI);
    LoadCommand made =
        new LoadCommand(ResolverCalls.through(resolvers), System::nanoTime, () -> System.out);
    command = made;
    Map<String, String> properties =
        Map.of("osgi.command.scope", "sample", "osgi.command.function", "load");
    service =
        bundleContext()
            .registerService(LoadCommand.class, made, FrameworkUtil.asDictionary(properties));
  }

  /** The provider set is deregistered by now, so its threads have ended or are about to. */
  @Override
  protected void unload() throws InterruptedException {
    ServiceRegistration<LoadCommand> offered = service;
    service = null;
    if (offered != null) {
      try {
        offered.unregister();
      } catch (IllegalStateException gone) {
        // The framework has unregistered the service together with the bundle's others.
      }
    }
    LoadCommand loaded = command;
    command = null;
    if (loaded != null) {
      loaded.close();
    }
  }
}
