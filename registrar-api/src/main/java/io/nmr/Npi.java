package io.nmr;

import java.util.Objects;

/**
 * A Network Programming Interface: an id, the interface through which clients call a provider, and
 * the interface through which the provider calls a client back. NMR's NPI with its NPIID.
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
   * Makes a guarded NPI with a dispatch interface on each side. A side whose interface is {@link
   * Void} is never called; its context's dispatch is {@code null}.
   *
   * @param <P> the provider's dispatch interface
   * @param <C> the client's dispatch interface
   * @param id the NPIID, a reverse-DNS name such as {@code com.example.transport}
   * @param providerDispatch the interface that clients call
   * @param clientDispatch the interface that the provider calls back
   * @return the NPI
   * @throws IllegalArgumentException if the id is not a dotted name
   */
  public static <P, C> Npi<P, C> of(String id, Class<P> providerDispatch, Class<C> clientDispatch) {
    return new Npi<>(id, providerDispatch, clientDispatch, true);
  }

  /**
   * Makes a guarded one-way NPI, in which the provider does not call its clients back.
   *
   * @param <P> the provider's dispatch interface
   * @param id the NPIID, a reverse-DNS name such as {@code com.example.transport}
   * @param providerDispatch the interface that clients call
   * @return the NPI
   * @throws IllegalArgumentException if the id is not a dotted name
   */
  public static <P> Npi<P, Void> of(String id, Class<P> providerDispatch) {
    return new Npi<>(id, providerDispatch, Void.class, true);
  }

  /**
   * Returns this NPI with raw dispatch objects: the registrar counts no calls, and each module
   * keeps track of its own, as in NMR. A binding is unguarded only if both sides registered for the
   * unguarded NPI.
   *
   * @return the unguarded NPI
   */
  public Npi<P, C> unguarded() {
    return new Npi<>(id, providerDispatch, clientDispatch, false);
  }

  /** {@return the NPIID: a reverse-DNS name} */
  public String id() {
    return id;
  }

  /** {@return the interface that clients call; {@code Void.class} where there is none} */
  public Class<P> providerDispatch() {
    return providerDispatch;
  }

  /**
   * {@return the interface that the provider calls back; {@code Void.class} where there is none}
   */
  public Class<C> clientDispatch() {
    return clientDispatch;
  }

  /** {@return whether calls go through a guard, which counts them and refuses them after detach} */
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
