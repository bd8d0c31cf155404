package io.nmr.sample.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.sample.resolver.Resolution;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DnsResolverTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void localhost_is_known_to_the_jdk() throws Exception {
    DnsResolver resolver = new DnsResolver(DnsResolver.JDK);

    CompletableFuture<Resolution> answer = resolver.resolve("localhost").toCompletableFuture();

    assertThat(answer).succeedsWithin(SOON);
    assertThat(answer.join().addresses()).isNotEmpty();
    assertThat(answer.join().source()).isEqualTo("dns");
    resolver.close();
  }

  @Test
  void an_unknown_name_fails_the_stage() throws Exception {
    DnsResolver resolver =
        new DnsResolver(
            name -> {
              throw new UnknownHostException(name);
            });

    assertThat(resolver.resolve("nowhere").toCompletableFuture())
        .failsWithin(SOON)
        .withThrowableThat()
        .withCauseInstanceOf(UnknownHostException.class);
    resolver.close();
  }

  @Test
  void a_look_up_that_blocks_is_not_waited_for_by_the_caller() throws Exception {
    CountDownLatch network = new CountDownLatch(1);
    DnsResolver resolver = new DnsResolver(name -> afterwards(network));

    CompletableFuture<Resolution> answer = resolver.resolve("slow").toCompletableFuture();
    assertThat(answer).isNotDone();
    network.countDown();

    assertThat(answer).succeedsWithin(SOON);
    resolver.close();
  }

  @Test
  void closing_leaves_no_thread_and_waits_for_a_cancelled_look_up() throws Exception {
    CountDownLatch isInside = new CountDownLatch(1);
    CountDownLatch network = new CountDownLatch(1);
    AtomicReference<Thread> thread = new AtomicReference<>();
    AtomicInteger ended = new AtomicInteger();
    DnsResolver resolver =
        new DnsResolver(
            name -> {
              thread.set(Thread.currentThread());
              isInside.countDown();
              List<String> found = afterwards(network);
              ended.incrementAndGet();
              return found;
            });
    CompletableFuture<Resolution> answer = resolver.resolve("slow").toCompletableFuture();
    isInside.await();
    answer.cancel(false);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> close(resolver));

    network.countDown();
    closing.join();

    assertThat(ended).hasValue(1);
    assertThat(thread.get().isAlive()).isFalse();
  }

  private static void close(DnsResolver resolver) {
    try {
      resolver.close();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static List<String> afterwards(CountDownLatch latch) {
    try {
      latch.await();
      return List.of("192.0.2.1");
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
