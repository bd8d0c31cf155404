package io.nmr.util;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What to do with a provider.
 *
 * @param <P> the provider's dispatch interface
 * @param <R> the result
 * @param <X> what it may throw
 */
@FunctionalInterface
@ConsumerType
public interface Fn<P, R, X extends Exception> {
  /** Calls the provider. */
  R apply(P provider) throws X;
}
