package io.nmr;

import java.util.Objects;

/**
 * A Network Programming Interface: what a provider and a client of it can call on each other. NMR's
 * NPI with its NPIID.
 *
 * <p>Two NPIs match when their ids are equal and their dispatch types are the very same classes.
 * Immutable; any thread.
 *
 * @param <P> the provider's dispatch interface, which the client calls; {@link Void} where the
 *     provider only calls back
 * @param <C> the client's dispatch interface, which the provider calls back; {@link Void} where
 *     there are no callbacks
 */
public final class Npi<P, C> {
  private final String id;
  private final Class<P> providerDispatch;
  private final Class<C> clientDispatch;
  private final boolean guarded;

  private Npi(String id, Class<P> providerDispatch, Class<C> clientDispatch, boolean guarded) {
    this.id = Objects.requireNonNull(id, "id");
    this.providerDispatch = Objects.requireNonNull(providerDispatch, "providerDispatch");
    this.clientDispatch = Objects.requireNonNull(clientDispatch, "clientDispatch");
    this.guarded = guarded;
    if (!id.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
      throw new IllegalArgumentException(
          "NPI id '" + id + "' is not a reverse-DNS name such as com.example.transport");
    }
  }

  /**
   * Makes a guarded NPI with dispatch tables on both sides. Either may be {@link Void}: a side that
   * has nothing to be called for, a provider too, gives a context whose dispatch is {@code null}.
   *
   * @throws IllegalArgumentException if the id is not a dotted name
   */
  public static <P, C> Npi<P, C> of(String id, Class<P> providerDispatch, Class<C> clientDispatch) {
    return new Npi<>(id, providerDispatch, clientDispatch, true);
  }

  /**
   * Makes a guarded NPI whose client has no callbacks.
   *
   * @throws IllegalArgumentException if the id is not a dotted name
   */
  public static <P> Npi<P, Void> of(String id, Class<P> providerDispatch) {
    return new Npi<>(id, providerDispatch, Void.class, true);
  }

  /**
   * The same NPI with raw dispatch objects: the registrar counts no calls, and each module keeps
   * track of its own, as NMR has it. A binding is unguarded only if both sides registered so.
   */
  public Npi<P, C> unguarded() {
    return new Npi<>(id, providerDispatch, clientDispatch, false);
  }

  /** The NPIID: a reverse-DNS name. */
  public String id() {
    return id;
  }

  /** The interface that the client calls. */
  public Class<P> providerDispatch() {
    return providerDispatch;
  }

  /** The interface that the provider calls back; {@code Void.class} where there is none. */
  public Class<C> clientDispatch() {
    return clientDispatch;
  }

  /** Whether calls go through a guard, which counts them and refuses them after detach. */
  public boolean guarded() {
    return guarded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Npi<?, ?> npi
        && npi.id.equals(id)
        && npi.providerDispatch == providerDispatch
        && npi.clientDispatch == clientDispatch
        && npi.guarded == guarded;
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return guarded ? id : id + " (unguarded)";
  }
}
