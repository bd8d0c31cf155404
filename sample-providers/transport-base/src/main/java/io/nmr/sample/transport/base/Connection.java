package io.nmr.sample.transport.base;

import io.nmr.sample.transport.TransportClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One connection, on the loop's thread alone: keeps the order of its events, and asks for input
 * only while the client is not busy with the last. Subclasses move the bytes.
 */
public abstract class Connection {
  private final Attachment owner;
  private final TransportClient client;
  private final long id;
  private boolean isAccepted;
  private boolean isBusy; // the client has what was received and is not done with it
  private boolean isInputEnding; // only what has arrived is still wanted
  private boolean isInputOver;
  private boolean isEndedTold;
  private boolean isOver;
  private boolean isWatched;

  /** A connection of that binding. */
  protected Connection(Attachment owner) {
    this.owner = owner;
    this.client = owner.client();
    this.id = owner.nextId();
  }

  /** The handle. */
  public final long id() {
    return id;
  }

  final boolean isAccepted() {
    return isAccepted;
  }

  /** Whether all that this accepted connection had to bring has been dealt with. */
  final boolean hasNothingToBring() {
    return !isAccepted || isEndedTold;
  }

  /** Whether it is closed. */
  protected final boolean isOver() {
    return isOver;
  }

  /** Whatever the subclass has still to send has not moved for so long: gives up. */
  protected void abortIfStuck(Duration time) {}

  /** Asks for input: once, leads to one {@link #got} or {@link #inputIsOver}. */
  protected abstract void want();

  /** The same, but the input is over when nothing has arrived. */
  protected abstract void wantArrived();

  /** Sends, then completes the future; fails it if the connection closes first. */
  protected abstract void send(byte[] data, CompletableFuture<Void> done);

  /** Closes when everything is sent, then calls {@link #over}. */
  protected abstract void finish();

  /** Closes at once and fails what is not sent, then calls {@link #over}. */
  protected abstract void abort(IOException why);

  final void beginAccepted(String remote) {
    isAccepted = true;
    try {
      client.accepted(id, remote);
    } catch (RuntimeException | Error failed) {
      abort(new IOException("the client refused the connection", failed));
      return;
    }
    begin();
  }

  final void begin() {
    want();
  }

  final void endInput() {
    if (!isInputEnding) {
      isInputEnding = true;
      watch();
      if (!isBusy && !isInputOver && !isOver) {
        wantArrived();
      }
    }
  }

  /** From now on a remote that takes nothing is given up: it is to hold no unload for ever. */
  final void watch() {
    if (!isWatched) {
      isWatched = true;
      owner.loop().schedule(owner.linger(), this::watched);
    }
  }

  private void watched() {
    if (!isOver) {
      abortIfStuck(owner.linger());
      isWatched = false;
      watch();
    }
  }

  /** Input came in. */
  protected final void got(byte[] data) {
    isBusy = true;
    CompletionStage<?> answered;
    try {
      answered = client.received(id, data);
    } catch (RuntimeException | Error failed) {
      answered = CompletableFuture.failedStage(failed);
    }
    var unused =
        answered.whenComplete((none, failed) -> owner.loop().execute(() -> dealtWith(failed)));
  }

  private void dealtWith(@Nullable Throwable failed) {
    isBusy = false;
    if (isOver) {
      tellClosed();
    } else if (failed != null) {
      abort(new IOException("the client failed", failed));
    } else if (isInputOver) {
      tellEnded();
    } else if (isInputEnding) {
      wantArrived();
    } else {
      want();
    }
  }

  /** No more input will come in. */
  protected final void inputIsOver() {
    isInputOver = true;
    if (!isBusy && !isOver) {
      tellEnded();
    }
  }

  /** It is closed. */
  protected final void over() {
    if (!isOver) {
      isOver = true;
      if (!isBusy) {
        tellClosed();
      }
    }
  }

  private void tellEnded() {
    if (isEndedTold) {
      return;
    }
    isEndedTold = true;
    try {
      client.ended(id);
    } catch (RuntimeException | Error failed) {
      abort(new IOException("the client failed", failed));
    }
    owner.advance();
  }

  private void tellClosed() {
    try {
      client.closed(id);
    } catch (RuntimeException | Error failed) {
      // The registrar has reported it, or has closed the guard; the connection is gone either way.
    }
    owner.removed(this);
  }
}
