package io.nmr.sample.echo;

import io.nmr.BindingContext;
import io.nmr.ClientCharacteristics;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.sample.transport.Transport;
import io.nmr.sample.transport.TransportClient;
import io.nmr.sample.transport.TransportNpi;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** A transport client that makes connections: keeps what happens to them. */
final class Caller implements BindingContext<TransportClient>, TransportClient {
  final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private Transport transport;
  private Registration registration;

  static Caller register(Registrar registrar) {
    Caller caller = new Caller();
    caller.registration =
        registrar.registerClient(
            ClientCharacteristics.of(
                TransportNpi.NPI, offer -> caller.transport = offer.attach(caller)));
    return caller;
  }

  Transport transport() {
    return transport;
  }

  Registration registration() {
    return registration;
  }

  /** Lets a detach go on. */
  void finish() {
    done.complete(null);
  }

  @Override
  public TransportClient dispatch() {
    return this;
  }

  @Override
  public CompletionStage<?> detach() {
    events.add("detach");
    return done;
  }

  @Override
  public void accepted(long connection, String remote) {
    events.add("accepted");
  }

  @Override
  public CompletionStage<?> received(long connection, byte[] data) {
    events.add("received " + data.length);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void ended(long connection) {
    events.add("ended");
  }

  @Override
  public void closed(long connection) {
    events.add("closed");
  }

  @Override
  public void drained() {
    events.add("drained");
  }
}
