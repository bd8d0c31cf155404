package io.nmr.sample.transport.base;

import io.nmr.sample.transport.TransportClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One connection. It keeps the order of its events, and asks for input only when the client is done
 * with the last input. Subclasses move the bytes. Used on the loop's thread alone.
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

  /** Makes a connection of that binding. */
  protected Connection(Attachment owner) {
    this.owner = owner;
    this.client = owner.client();
    this.id = owner.nextId();
  }

  /** The handle by which the client names this connection. */
  public final long id() {
    return id;
  }

  final boolean isAccepted() {
    return isAccepted;
  }

  /** Whether the client has dealt with all input, or the client made this connection itself. */
  final boolean hasNothingToBring() {
    return !isAccepted || isEndedTold;
  }

  /** Whether it is closed. */
  protected final boolean isOver() {
    return isOver;
  }

  /** Aborts if bytes are waiting to be sent and none has been sent for that time. */
  protected void abortIfStuck(Duration time) {}

  /** Asks for input once; one call of {@link #got} or {@link #inputIsOver} follows. */
  protected abstract void want();

  /** Asks for input that has already arrived; if there is none, {@link #inputIsOver} follows. */
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

  /** Watches for a remote that takes nothing, so that no unload waits for it for ever. */
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

  /** Hands input to the client; the subclass calls this method when input has come in. */
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

  /** Tells the client that no more input will come in, when it is done with the last. */
  protected final void inputIsOver() {
    isInputOver = true;
    if (!isBusy && !isOver) {
      tellEnded();
    }
  }

  /** Tells the client that the connection is closed, when it is done with the last input. */
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
      // The registrar has reported the failure, or has closed the guard; either way it is closed.
    }
    owner.removed(this);
  }
}
