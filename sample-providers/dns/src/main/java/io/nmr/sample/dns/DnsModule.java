package io.nmr.sample.dns;

import io.nmr.BindingContext;
import io.nmr.NetworkModule;
import io.nmr.ProviderCharacteristics;
import io.nmr.Registrar;
import io.nmr.sample.resolver.Resolver;
import io.nmr.util.ProviderSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/** Provides the resolver NPI through the JDK's resolver. */
public final class DnsModule extends NetworkModule {
  // Load and unload never overlap, but may run on different threads.
  private volatile @Nullable DnsResolver resolver;

  @Override
  protected void load(Registrar registrar) {
    DnsResolver made = new DnsResolver(DnsResolver.JDK);
    resolver = made;
    registrar.registerProvider(
        ProviderCharacteristics.of(Resolver.NPI, client -> BindingContext.of(made))
            .with(ProviderSet.PRIORITY, 10)
            .with(Resolver.VERSION, new Version(2, 0, 0)));
  }

  @Override
  protected void unload() throws InterruptedException {
    DnsResolver loaded = resolver;
    resolver = null;
    if (loaded != null) {
      loaded.close();
    }
  }
}
