package io.nmr.sample.gateway;

import io.nmr.NetworkModule;
import io.nmr.Registrar;
import io.nmr.sample.resolver.Resolver;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET /resolve/NAME} over HTTP on the loopback address, as JSON, from the best
 * attached resolver. The framework property {@value #PORT} sets the port (8053); 0 takes any free
 * one.
 */
public final class GatewayModule extends NetworkModule {
  /** The framework property with the port. */
  public static final String PORT = "nmr.sample.gateway.port";

  // Load and unload never overlap, but may run on different threads.
  private volatile @Nullable HttpGateway gateway;

  @Override
  protected void load(Registrar registrar) throws IOException {
    int port = port(Optional.ofNullable(bundleContext().getProperty(PORT)).orElse("8053"));
    Resolvers resolvers = new Resolvers();
    HttpGateway opened;
    try {
      opened = HttpGateway.open(port, resolvers::resolve);
    } catch (IOException taken) {
      System.err.println("gateway: " + taken.getMessage());
      throw taken;
    }
    gateway = opened;
    resolvers.finishWorkBy(opened::drain);
    registrar.registerClient(Resolver.NPI, resolvers);
    opened.start(); // after the resolvers are attached, so that the first request is answered too
    System.out.println("gateway: " + opened.uri() + "resolve/NAME");
  }

  @Override
  protected void unload() {
    HttpGateway loaded = gateway;
    gateway = null;
    if (loaded != null) {
      loaded.close();
    }
  }

  static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // The exception below says what is wrong.
    }
    throw new IllegalArgumentException(PORT + "=" + text + ": give a port from 0 to 65535");
  }
}
