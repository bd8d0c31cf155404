package io.nmr.sample.memory;

import io.nmr.sample.transport.base.Attachment;
import io.nmr.sample.transport.base.Connection;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection in memory. Bytes that are sent wait in the other end's inbox until that
 * end wants input. The sender's stage completes then, so a slow receiver slows its sender.
 */
final class PairedConnection extends Connection {
  private static final class Parcel {
    final byte[] data;
    final CompletableFuture<Void> done;

    Parcel(byte[] data, CompletableFuture<Void> done) {
      this.data = data;
      this.done = done;
    }
  }

  private final ArrayDeque<Parcel> inbox = new ArrayDeque<>();
  private @Nullable PairedConnection peer;
  private boolean isWanting;
  private boolean isPeerOver;

  PairedConnection(Attachment owner) {
    super(owner);
  }

  void pairWith(PairedConnection other) {
    peer = other;
    other.peer = this;
  }

  @Override
  protected void want() {
    isWanting = true;
    pump();
  }

  @Override
  protected void wantArrived() {
    isWanting = true;
    pump();
    if (isWanting) {
      isWanting = false;
      inputIsOver();
    }
  }

  private void pump() {
    if (!isWanting || isOver()) {
      return;
    }
    Parcel parcel = inbox.poll();
    if (parcel != null) {
      isWanting = false;
      got(parcel.data);
      parcel.done.complete(null);
    } else if (isPeerOver) {
      isWanting = false;
      inputIsOver();
    }
  }

  @Override
  protected void send(byte[] data, CompletableFuture<Void> done) {
    PairedConnection other = Objects.requireNonNull(peer);
    if (isOver() || other.isOver()) {
      done.completeExceptionally(new IOException("connection " + id() + " is closed"));
      return;
    }
    other.inbox.add(new Parcel(data.clone(), done));
    other.pump();
  }

  /** Closes at once: what was sent is in the other end's inbox already. */
  @Override
  protected void finish() {
    close(new IOException("connection " + id() + " is closed"));
  }

  @Override
  protected void abort(IOException why) {
    close(why);
  }

  private void close(IOException why) {
    if (isOver()) {
      return;
    }
    over();
    for (Parcel lost; (lost = inbox.poll()) != null; ) {
      lost.done.completeExceptionally(why);
    }
    PairedConnection other = Objects.requireNonNull(peer);
    other.isPeerOver = true;
    other.pump();
  }
}
