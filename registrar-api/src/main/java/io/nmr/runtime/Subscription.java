package io.nmr.runtime;

import org.osgi.annotation.versioning.ProviderType;

/** What keeps a {@link RuntimeListener} listening. Any thread. */
@ProviderType
public interface Subscription extends AutoCloseable {
  /** No event that happens from now on is heard; one on its way may still be. Idempotent. */
  @Override
  void close();
}
