package io.nmr.sample.transport.base;

import io.nmr.NetworkModule;
import io.nmr.Registrar;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The activator of a transport module: while it is loaded, one event loop runs, and a provider of
 * the transport NPI is registered on it.
 *
 * <p>The framework property {@code nmr.sample.<kind>.linger} says for how many milliseconds an
 * ending connection waits for a remote that takes nothing (5000).
 */
@ConsumerType
public abstract class TransportModule extends NetworkModule {
  private final String kind;
  private @Nullable EventLoop loop;

  /**
   * For one kind of transport.
   *
   * @param kind such as {@code tcp}: what clients are told, and part of the names of properties and
   *     of the thread
   */
  protected TransportModule(String kind) {
    this.kind = kind;
  }

  /** Makes the network that this kind of transport uses. Called at each load. */
  protected abstract Network network();

  @Override
  protected final void load(Registrar registrar) {
    Network network = network();
    EventLoop started = EventLoop.start("io.nmr.sample." + kind);
    loop = started;
    String linger = bundleContext().getProperty("nmr.sample." + kind + ".linger");
    registrar.registerProvider(
        new TransportProvider(network, started, linger).characteristics(kind));
  }

  /** Every connection is closed by now, so only the loop's thread is left to end. */
  @Override
  protected final void unload() {
    if (loop != null) {
      loop.close();
    }
  }
}
