package io.nmr.sample.resolver;

import io.nmr.Npi;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a client calls on a provider of the resolver NPI. There are no callbacks. Any thread.
 *
 * <p>A provider tells its clients {@link io.nmr.util.ProviderSet#PRIORITY} (a number) and {@link
 * #VERSION} in its characteristics.
 */
@ProviderType
public interface Resolver {
  /** The NPI. */
  Npi<Resolver, Void> NPI = Npi.of("io.nmr.sample.resolver", Resolver.class);

  /** The characteristic that has the provider's {@code org.osgi.framework.Version}. */
  String VERSION = "version";

  /** Who answers here, as in {@link Resolution#source()}. Returns at once. */
  String source();

  /**
   * Looks the addresses of a name up; returns at once. The call is in progress until the stage
   * completes, and no provider is unloaded before.
   *
   * @param name a host name
   * @return completes with the addresses; exceptionally, with {@link
   *     java.net.UnknownHostException}, where the name has none
   */
  CompletionStage<Resolution> resolve(String name);
}
