package io.nmr.impl.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.impl.fixtures.HeldCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registrar's threads where none can be had. */
@Timeout(30)
class RegistrarThreadsTest {
  private final AtomicInteger refusals = new AtomicInteger();
  private final RegistrarThreads threads = new RegistrarThreads(this::thread);
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  /** As the JDK does when the system has no thread left: the thread is made and does not start. */
  private Thread thread(Runnable task) {
    return new Thread(task, "test") {
      @Override
      public synchronized void start() {
        if (refusals.getAndDecrement() > 0) {
          throw new OutOfMemoryError("unable to create native thread");
        }
        super.start();
      }
    };
  }

  @Test
  void a_task_for_which_no_thread_can_be_had_is_tried_again_until_it_runs() {
    CountDownLatch hasRun = new CountDownLatch(1);
    refusals.set(3);

    threads.execute(hasRun::countDown);

    HeldCall.await(hasRun);
    assertThat(refusals.get()).isNegative();
  }

  @Test
  void every_task_that_was_kept_runs_once() {
    int count = 5;
    CountDownLatch haveRun = new CountDownLatch(count + 1);
    refusals.set(count);

    for (int i = 0; i <= count; i++) {
      String name = "task " + i;
      threads.execute(
          () -> {
            done.add(name);
            haveRun.countDown();
          });
    }

    HeldCall.await(haveRun);
    assertThat(done)
        .containsExactlyInAnyOrder("task 0", "task 1", "task 2", "task 3", "task 4", "task 5");
  }

  @Test
  void its_own_threads_inherit_nothing_of_who_asks_for_one() throws Exception {
    ThreadGroup group = new ThreadGroup("of a module");
    CountDownLatch hasRun = new CountDownLatch(1);
    List<Thread> made = Collections.synchronizedList(new ArrayList<>());
    RegistrarThreads own = new RegistrarThreads();
    Thread module =
        new Thread(
            group,
            () ->
                own.execute(
                    () -> {
                      made.add(Thread.currentThread());
                      hasRun.countDown();
                    }),
            "module");
    module.setPriority(Thread.MIN_PRIORITY);
    module.setContextClassLoader(new ClassLoader() {});
    module.start();
    module.join();

    HeldCall.await(hasRun);

    Thread thread = made.get(0);
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
    assertThat(thread.getContextClassLoader()).isNull();
    assertThat(thread.getThreadGroup())
        .satisfiesAnyOf(
            it -> assertThat(it).isNull(), // it has ended
            it -> assertThat(it.getParent()).isNull());
  }

  /** A module's thread, whose class has a context class loader of its own making. */
  private static final class Asked extends Thread {
    private final RegistrarThreads threads;
    private final AtomicBoolean wasUnderLock = new AtomicBoolean();

    Asked(RegistrarThreads threads, Runnable body) {
      super(body);
      this.threads = threads;
    }

    @Override
    public ClassLoader getContextClassLoader() {
      if (Thread.holdsLock(threads)) {
        wasUnderLock.set(true);
      }
      return super.getContextClassLoader();
    }
  }

  /** Before JDK 19 a new thread asks its maker for that. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void R23_a_thread_is_asked_for_its_class_loader_under_no_lock(boolean isWait) throws Exception {
    RegistrarThreads own = new RegistrarThreads();
    CountDownLatch hasRun = new CountDownLatch(1);
    Asked asked =
        new Asked(
            own,
            () -> {
              if (isWait) {
                own.beginWait();
                own.endWait();
              }
              own.execute(hasRun::countDown);
            });
    asked.start();
    asked.join();
    HeldCall.await(hasRun);
    assertThat(asked.wasUnderLock).isFalse();
  }
}
