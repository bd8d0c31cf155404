package io.nmr.sample.resolver;

import io.nmr.Npi;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The provider's dispatch table of the resolver NPI, which clients call on any thread. The NPI is
 * one-way: there are no callbacks.
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

  /** The name of this resolver, as in {@link Resolution#source()}. Returns at once. */
  String source();

  /**
   * Looks up the addresses of a name; returns at once. The call is in progress until the stage
   * completes, and the provider is not unloaded before.
   *
   * @param name a host name
   * @return completes with the addresses, or exceptionally with {@link
   *     java.net.UnknownHostException} if the name has none
   */
  CompletionStage<Resolution> resolve(String name);
}
