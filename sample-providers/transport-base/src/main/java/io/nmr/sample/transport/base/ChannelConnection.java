package io.nmr.sample.transport.base;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/** A connection over a socket. */
final class ChannelConnection extends Connection {
  private record Unsent(ByteBuffer data, CompletableFuture<Void> done) {}

  private static final int READ_SIZE = 16 * 1024;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ArrayDeque<Unsent> unsent = new ArrayDeque<>();
  private int arrivedBudget = -1; // what may still be read after the input was asked to end
  private boolean isFinishing;
  private long lastMoved = System.nanoTime();

  /** Takes over a channel, which must be non-blocking. On the loop's thread. */
  ChannelConnection(Attachment owner, SocketChannel channel) throws IOException {
    super(owner);
    this.channel = channel;
    this.key = owner.loop().register(channel, 0, ignored -> ready());
  }

  private void ready() {
    if (key.isValid() && key.isReadable()) {
      read(READ_SIZE, false);
    }
    if (key.isValid() && key.isWritable()) {
      flush();
    }
  }

  @Override
  protected void want() {
    if (!isOver()) {
      key.interestOpsOr(SelectionKey.OP_READ);
    }
  }

  /**
   * Reads no more than the system's buffer can have held when the end of the input was asked for;
   * otherwise a remote that keeps sending would never let the input end.
   */
  @Override
  protected void wantArrived() {
    if (isOver()) {
      return;
    }
    if (arrivedBudget < 0) {
      arrivedBudget = receiveBufferSize();
    }
    if (arrivedBudget == 0) {
      noMoreInput();
    } else {
      read(Math.min(READ_SIZE, arrivedBudget), true);
    }
  }

  private int receiveBufferSize() {
    try {
      return Math.max(READ_SIZE, channel.getOption(StandardSocketOptions.SO_RCVBUF));
    } catch (IOException unknown) {
      return READ_SIZE;
    }
  }

  private void read(int limit, boolean isLast) {
    ByteBuffer buffer = ByteBuffer.allocate(limit);
    int count;
    try {
      count = channel.read(buffer);
    } catch (IOException failed) {
      abort(failed);
      return;
    }
    if (count > 0) {
      arrivedBudget -= isLast ? count : 0;
      key.interestOpsAnd(~SelectionKey.OP_READ);
      byte[] data = new byte[count];
      buffer.flip().get(data);
      got(data);
    } else if (count < 0 || isLast) {
      noMoreInput();
    }
  }

  private void noMoreInput() {
    key.interestOpsAnd(~SelectionKey.OP_READ);
    inputIsOver();
  }

  @Override
  protected void send(byte[] data, CompletableFuture<Void> done) {
    if (isOver() || isFinishing) {
      done.completeExceptionally(new IOException("connection " + id() + " is closed"));
      return;
    }
    if (unsent.isEmpty()) {
      lastMoved = System.nanoTime();
    }
    unsent.add(new Unsent(ByteBuffer.wrap(data), done));
    flush();
  }

  private void flush() {
    try {
      while (!unsent.isEmpty()) {
        Unsent next = unsent.element();
        if (channel.write(next.data) > 0) {
          lastMoved = System.nanoTime();
        }
        if (next.data.hasRemaining()) {
          key.interestOpsOr(SelectionKey.OP_WRITE);
          return;
        }
        unsent.remove();
        next.done.complete(null);
      }
    } catch (IOException failed) {
      abort(failed);
      return;
    }
    key.interestOpsAnd(~SelectionKey.OP_WRITE);
    if (isFinishing) {
      closeChannel();
    }
  }

  @Override
  protected void abortIfStuck(Duration time) {
    if (!unsent.isEmpty() && System.nanoTime() - lastMoved >= time.toNanos()) {
      abort(new IOException("the remote has taken nothing for " + time.toMillis() + " ms"));
    }
  }

  @Override
  protected void finish() {
    isFinishing = true;
    if (!isOver() && unsent.isEmpty()) {
      closeChannel();
    }
  }

  @Override
  protected void abort(IOException why) {
    if (isOver()) {
      return;
    }
    closeChannel();
    for (Unsent lost; (lost = unsent.poll()) != null; ) {
      lost.done.completeExceptionally(why);
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException failed) {
      // There is nothing more that this side could do to close it.
    }
    over();
  }
}
