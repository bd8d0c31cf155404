package io.nmr.sample.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private static final int MAX = 100_000;

  private final FrameDecoder decoder = new FrameDecoder(MAX);

  @Test
  void a_message_is_its_length_and_its_bytes() {
    assertThat(FrameDecoder.encode(bytes("ab"))).containsExactly(0, 0, 0, 2, 'a', 'b');
  }

  @Test
  void several_messages_in_one_piece_come_in_order() {
    assertThat(decoder.decode(frames("one", "", "three")))
        .containsExactly(bytes("one"), bytes(""), bytes("three"));
  }

  @Test
  void a_message_comes_when_its_last_byte_does() {
    byte[] frame = frames("hello");
    for (int i = 0; i < frame.length - 1; i++) {
      assertThat(decoder.decode(new byte[] {frame[i]})).isEmpty();
    }
    assertThat(decoder.decode(new byte[] {frame[frame.length - 1]}))
        .containsExactly(bytes("hello"));
  }

  @Test
  void messages_of_every_size_survive_pieces_of_every_size() {
    Random random = new Random(42);
    List<byte[]> sent = new ArrayList<>();
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int i = 0; i < 200; i++) {
      byte[] message = new byte[random.nextInt(20) == 0 ? random.nextInt(MAX + 1) : i];
      random.nextBytes(message);
      sent.add(message);
      wire.writeBytes(FrameDecoder.encode(message));
    }
    byte[] all = wire.toByteArray();
    List<byte[]> received = new ArrayList<>();
    for (int at = 0; at < all.length; ) {
      int end = Math.min(all.length, at + 1 + random.nextInt(9000));
      received.addAll(decoder.decode(Arrays.copyOfRange(all, at, end)));
      at = end;
    }
    assertThat(received).containsExactlyElementsOf(sent);
  }

  @Test
  void the_longest_message_is_taken_and_a_longer_one_is_not() {
    assertThat(decoder.decode(FrameDecoder.encode(new byte[MAX]))).hasSize(1);
    assertThat(decoder.failure()).isNull();
    assertThat(decoder.decode(prefix(MAX + 1))).isEmpty();
    assertThat(decoder.failure())
        .hasMessage("a message of 100001 bytes is over the limit of 100000");
    assertThat(decoder.decode(frames("late"))).isEmpty();
  }

  @Test
  void messages_before_one_that_is_too_long_are_not_lost() {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.writeBytes(frames("fine"));
    wire.writeBytes(prefix(MAX + 1));
    assertThat(decoder.decode(wire.toByteArray())).containsExactly(bytes("fine"));
    assertThat(decoder.failure()).isNotNull();
  }

  @Test
  void a_negative_length_is_a_very_long_one() {
    assertThat(decoder.decode(prefix(-1))).isEmpty();
    assertThat(decoder.failure()).hasMessageContaining("4294967295 bytes");
  }

  private static byte[] prefix(int length) {
    return ByteBuffer.allocate(4).putInt(length).array();
  }

  private static byte[] frames(String... messages) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (String message : messages) {
      wire.writeBytes(FrameDecoder.encode(bytes(message)));
    }
    return wire.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
