package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A thread's marks: who is inside what. */
@Timeout(30)
class MarksTest {
  /** Marks that no binding of another test has. */
  private static final long MARK = Long.MAX_VALUE - 1;

  @Test
  void a_mark_is_found_with_its_thread_depth_and_side_until_it_is_taken_back() {
    long[] own = Marks.own();
    int outer = Marks.push(own, MARK);
    int inner = Marks.push(own, MARK + 1);
    assertThat(Marks.find(MARK))
        .containsExactly(
            new Marks.Found(Thread.currentThread(), outer, MARK, own),
            new Marks.Found(Thread.currentThread(), inner, MARK + 1, own));
    Marks.pop(own, inner);
    Marks.pop(own, outer);
    assertThat(Marks.find(MARK)).isEmpty();
  }

  @Test
  void taking_back_an_outer_mark_takes_back_what_a_dying_call_has_left_inside() {
    long[] own = Marks.own();
    int outer = Marks.push(own, MARK);
    Marks.push(own, MARK);
    Marks.push(own, MARK);
    Marks.pop(own, outer);
    assertThat(Marks.find(MARK)).isEmpty();
    assertThat(Marks.push(own, MARK)).isEqualTo(outer);
    Marks.pop(own, outer);
  }

  @Test
  void marks_that_are_full_take_no_more_and_lose_none() {
    long[] own = Marks.own();
    int first = Marks.push(own, MARK);
    int last = first;
    for (int depth = first; depth != 0; depth = Marks.push(own, MARK)) {
      last = depth;
    }
    assertThat(Marks.find(MARK)).hasSize(last - first + 1);
    Marks.pop(own, first);
  }

  @Test
  void a_thread_that_has_died_inside_is_inside_no_more() throws Exception {
    CountDownLatch marked = new CountDownLatch(1);
    CountDownLatch dies = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              Marks.push(Marks.own(), MARK);
              marked.countDown();
              awaitUninterruptibly(dies);
            });
    thread.start();
    marked.await();
    assertThat(Marks.find(MARK)).hasSize(1);
    dies.countDown();
    thread.join();
    await().until(() -> Marks.find(MARK).isEmpty());
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void a_virtual_thread_keeps_no_marks() throws Exception {
    int[] depth = {-1};
    Thread virtual =
        (Thread)
            Thread.class
                .getMethod("startVirtualThread", Runnable.class)
                .invoke(null, (Runnable) () -> depth[0] = Marks.push(Marks.own(), MARK));
    virtual.join();
    assertThat(depth[0]).isZero();
    assertThat(Marks.find(MARK)).isEmpty();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }
}
