package io.nmr.sample.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.DetachedException;
import io.nmr.sample.resolver.Resolver;
import io.nmr.util.NoProviderException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class LoadCommandTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong();
  private final ScriptedCall call = new ScriptedCall();
  private final LoadCommand command =
      new LoadCommand(
          List.of(call), clock::get, () -> new PrintStream(bytes, true, StandardCharsets.UTF_8));

  @AfterEach
  void close() throws InterruptedException {
    call.leave();
    command.close();
  }

  private String printedBy(String... arguments) throws InterruptedException {
    bytes.reset();
    command.load(arguments);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void calls_are_counted_and_rated_by_the_clock() throws Exception {
    call.then(5, null);
    printedBy("start", "1");
    call.awaitScriptEnd();
    clock.set(2_000_000_000L);
    call.leave();

    assertThat(printedBy("stop"))
        .startsWith("load: stopped after 2.0 s with 1 thread: calls ")
        .endsWith("refusals retried 0, failures 0" + System.lineSeparator());
    assertThat(printedBy()).contains("stopped after running for 2.0 s").contains("scripted");
  }

  /** What is entered in the shell next finds the calls inside. */
  @Test
  void start_returns_when_each_thread_is_inside() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    LoadCall slow =
        new LoadCall() {
          @Override
          public String name() {
            return "slow";
          }

          @Override
          public void make(Runnable stay) throws Exception {
            Thread.sleep(200); // a busy machine
            inside.incrementAndGet();
            stay.run();
          }
        };
    LoadCommand load = new LoadCommand(List.of(slow), clock::get, () -> new PrintStream(bytes));

    load.load("start", "2", "60000");

    assertThat(inside).hasValue(2);
    load.close();
  }

  @Test
  void a_refused_call_is_made_again_and_is_no_failure() throws Exception {
    call.then(2, new NoProviderException(Resolver.NPI));
    call.then(1, new DetachedException(null, "leaving"));
    printedBy("start", "1");
    call.awaitScriptEnd();
    call.leave();

    assertThat(printedBy("stop")).contains("refusals retried 3, failures 0");
  }

  @Test
  void anything_else_is_a_failure_and_the_first_is_shown() throws Exception {
    call.then(1, new IllegalStateException("first"));
    call.then(1, new AssertionError("second"));
    printedBy("start", "1");
    call.awaitScriptEnd();
    call.leave();

    assertThat(printedBy("stop")).contains("failures 2");
    assertThat(printedBy())
        .contains("first failure of scripted: java.lang.IllegalStateException: first");
  }

  @Test
  void a_load_without_any_provider_waits_and_can_be_stopped() throws Exception {
    call.then(Integer.MAX_VALUE, new NoProviderException(Resolver.NPI));
    printedBy("start", "4");

    assertThat(printedBy("stop")).contains("4 threads").contains("calls 0").contains("failures 0");
  }

  @Test
  void the_last_call_is_awaited_by_stop_and_no_thread_is_left() throws Exception {
    call.then(0, null);
    printedBy("start", "2");
    call.awaitScriptEnd(); // somebody is inside
    Thread leaving = new Thread(call::leave);
    leaving.start();
    printedBy("stop");

    leaving.join();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("nmr-sample-load"));
  }

  @Test
  void one_load_at_a_time() throws Exception {
    printedBy("start");
    assertThatThrownBy(() -> printedBy("start", "3"))
        .hasMessage("the load runs already, with 8 threads; stop it first");
    call.leave();
    printedBy("stop");
    assertThat(printedBy("start", "3")).contains("3 threads");
    assertThat(printedBy("stop")).contains("3 threads");
    assertThat(printedBy("stop")).contains("not running");
  }

  @Test
  void before_the_first_start_it_says_how() throws Exception {
    assertThat(printedBy()).contains("never started; say start");
  }

  @ParameterizedTest
  @CsvSource({
    "start eight, 'eight'",
    "start 0, '0'",
    "start 1001, '1001'",
    "start 8 -1, '-1'",
    "start 8 1 1, start 8 1 1",
    "stop 8, stop 8",
    "begin, begin",
  })
  void a_bad_argument_is_named_in_one_line(String arguments, String named) {
    assertThatThrownBy(() -> printedBy(arguments.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named)
        .hasMessageNotContaining("\n");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  /** Throws what the script says, each so many times, then blocks until told to leave. */
  private static final class ScriptedCall implements LoadCall {
    private record Step(AtomicInteger left, Throwable thrown) {}

    private final List<Step> script = new CopyOnWriteArrayList<>();
    private final CountDownLatch isAtEnd = new CountDownLatch(1);
    private final CountDownLatch mayLeave = new CountDownLatch(1);

    void then(int times, Throwable thrown) {
      script.add(new Step(new AtomicInteger(times), thrown));
    }

    void awaitScriptEnd() throws InterruptedException {
      isAtEnd.await();
    }

    void leave() {
      mayLeave.countDown();
    }

    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public void make(Runnable inside) throws Exception {
      for (Step step : script) {
        if (step.left.get() > 0 && step.left.getAndDecrement() > 0) {
          if (step.thrown instanceof Error error) {
            throw error;
          } else if (step.thrown instanceof Exception exception) {
            throw exception;
          }
          return;
        }
      }
      isAtEnd.countDown();
      mayLeave.await();
      inside.run();
    }
  }
}
