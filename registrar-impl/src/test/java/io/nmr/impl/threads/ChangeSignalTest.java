package io.nmr.impl.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.impl.fixtures.Background;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for a change hears of it, whether it comes before, amid or after a near one. */
@Timeout(30)
class ChangeSignalTest {
  private static final long LONG = TimeUnit.HOURS.toNanos(1);

  private final ChangeSignal signal = new ChangeSignal();

  private Background<Void> waiting() {
    long seen = signal.seen();
    return Background.run("waiting", () -> signal.await(seen, LONG));
  }

  @Test
  void a_change_since_that_was_seen_ends_the_wait_at_once() throws Exception {
    long seen = signal.seen();
    signal.raise();
    signal.await(seen, LONG);
    assertThat(signal.seen()).isNotEqualTo(seen);
  }

  @Test
  void a_change_wakes_all_who_wait() {
    Background<Void> first = waiting().awaitBlocked();
    Background<Void> second = waiting().awaitBlocked();
    signal.raise();
    first.get();
    second.get();
  }

  @Test
  void a_change_that_is_near_is_looked_out_for_and_then_waited_for() {
    Background<Void> waiting = waiting().awaitBlocked();
    signal.announce();
    waiting.awaitBlocked();
    assertThat(waiting.isDone()).isFalse();
    signal.raise();
    waiting.get();
  }

  @Test
  void a_change_that_was_near_before_the_wait_does_not_keep_it_awake() {
    signal.announce();
    Background<Void> waiting = waiting().awaitBlocked();
    signal.raise();
    waiting.get();
  }

  @Test
  void a_wait_ends_without_a_change_when_its_time_is_over() throws Exception {
    long begun = System.nanoTime();
    signal.await(signal.seen(), TimeUnit.MILLISECONDS.toNanos(20));
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(20_000_000);
    signal.await(signal.seen(), 0);
  }

  @Test
  void an_interrupt_ends_the_wait() {
    Background<Void> waiting = waiting().awaitBlocked();
    waiting.interrupt();
    assertThatThrownBy(waiting::get).isInstanceOf(InterruptedException.class);
  }

  private WeakReference<Thread> aThreadThatHasWaited() {
    Background<Void> waiting = waiting().awaitBlocked();
    signal.raise();
    waiting.get();
    return new WeakReference<>(waiting.thread());
  }

  @Test
  void R22_a_thread_that_has_waited_is_forgotten() {
    WeakReference<Thread> thread = aThreadThatHasWaited();
    Awaitility.await()
        .until(
            () -> {
              System.gc();
              return thread.refersTo(null);
            });
    assertThat(signal.seen()).isEqualTo(1);
  }
}
