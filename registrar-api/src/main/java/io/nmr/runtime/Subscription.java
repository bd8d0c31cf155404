package io.nmr.runtime;

import org.osgi.annotation.versioning.ProviderType;

/** The handle that ends a {@link RuntimeListener}'s listening. Any thread. */
@ProviderType
public interface Subscription extends AutoCloseable {
  /** Ends the listening; only events that have happened already may still arrive. Idempotent. */
  @Override
  void close();
}
