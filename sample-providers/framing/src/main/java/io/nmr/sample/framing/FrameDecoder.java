package io.nmr.sample.framing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one connection into messages. One thread at a time. It allocates memory as
 * bytes arrive, and not as much as a message's length claims.
 */
final class FrameDecoder {
  static final int PREFIX = Integer.BYTES;
  private static final int FIRST_ROOM = 4096;

  private final int maxLength;
  private final ByteBuffer prefix = ByteBuffer.allocate(PREFIX);
  private @Nullable ByteBuffer body; // null while the prefix is incomplete
  private int length;
  private @Nullable IOException failure;

  FrameDecoder(int maxLength) {
    this.maxLength = maxLength;
  }

  /** The message, preceded by its length. */
  static byte[] encode(byte[] message) {
    return ByteBuffer.allocate(PREFIX + message.length).putInt(message.length).put(message).array();
  }

  /**
   * Takes further bytes.
   *
   * @return the messages that these bytes complete, in order. A length over the limit ends the list
   *     and is the {@link #failure} from then on
   */
  List<byte[]> decode(byte[] data) {
    ByteBuffer input = ByteBuffer.wrap(data);
    List<byte[]> messages = new ArrayList<>();
    while (failure == null) {
      ByteBuffer current = body;
      if (current == null) {
        move(input, prefix, PREFIX);
        if (prefix.hasRemaining()) {
          return messages;
        }
        length = prefix.flip().getInt();
        prefix.clear();
        if (length < 0 || length > maxLength) {
          failure =
              new IOException(
                  "a message of %d bytes is over the limit of %d"
                      .formatted(Integer.toUnsignedLong(length), maxLength));
          return messages;
        }
        current = ByteBuffer.allocate(Math.min(length, FIRST_ROOM));
      }
      current = withRoom(current, input.remaining());
      move(input, current, length);
      if (current.position() < length) {
        body = current;
        return messages;
      }
      body = null;
      byte[] message = new byte[length];
      current.flip().get(message);
      messages.add(message);
    }
    return messages;
  }

  /** Why the connection cannot be used any more; null while it can. */
  @Nullable IOException failure() {
    return failure;
  }

  private ByteBuffer withRoom(ByteBuffer current, int wanted) {
    long needed = Math.min(length, (long) current.position() + wanted);
    if (needed <= current.capacity()) {
      return current;
    }
    long roomier = Math.min(length, Math.max(needed, 2L * current.capacity()));
    return ByteBuffer.allocate((int) roomier).put(current.flip());
  }

  private static void move(ByteBuffer from, ByteBuffer to, int upTo) {
    int count = Math.min(from.remaining(), upTo - to.position());
    byte[] bytes = new byte[count];
    from.get(bytes);
    to.put(bytes);
  }
}
