package io.nmr.benchmark.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What ours is compared with does its work, or the comparison would be worth nothing. */
class RivalsTest {
  private final Target target = Target.of(0);

  @Test
  void a_run_down_reference_refuses_calls_once_it_is_closed() {
    Rivals.RunDownReference work = new Rivals.RunDownReference(target);
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    assertThat(work.sync(1)).isEqualTo(2);
    work.async(answer);
    answer.complete(3); // or the close would wait for ever

    work.close();

    assertThatThrownBy(() -> work.sync(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_stamped_lock_refuses_calls_once_it_is_closed() {
    Rivals.StampedLockWork work = new Rivals.StampedLockWork(target);
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    assertThat(work.sync(1)).isEqualTo(2);
    work.async(answer);
    answer.complete(3);

    work.close();

    assertThatThrownBy(() -> work.sync(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_read_lock_refuses_calls_once_it_is_closed() {
    Rivals.ReadLockWork work = new Rivals.ReadLockWork(target);
    assertThat(work.sync(1)).isEqualTo(2);

    work.close();

    assertThatThrownBy(() -> work.sync(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_forwarding_proxy_forwards() {
    assertThat(Rivals.ForwardingProxy.around(target).sync(1)).isEqualTo(2);
  }
}
