package io.nmr.shell.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.shell.FakeFramework;
import io.nmr.shell.FakeSession;
import io.nmr.shell.StandardOut;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.jline.reader.LineReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A line of the log comes above what stands in the terminal's last line. */
@Timeout(60)
class TerminalLogTest {
  @RegisterExtension final StandardOut out = new StandardOut();

  private final TerminalLog log = new TerminalLog();
  private final FakeSession terminal = FakeSession.ofTerminal(80);
  private final CommandSession session = terminal.asSession();
  private final List<String> prompt = new ArrayList<>();

  @Test
  void without_a_terminal_somebody_else_has_to_print_it() {
    log.beforeExecute(session, "a script");

    assertThatThrownBy(() -> log.accept("a line")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void while_nobody_writes_it_over_the_line_editor_has_it() {
    atPrompt();

    log.accept("a line");

    assertThat(prompt).containsExactly("a line");
    assertThat(terminal.console()).isEmpty();
  }

  @Test
  void a_line_that_is_written_over_is_printed_again_below_it_and_the_prompt_has_it_at_last() {
    atPrompt();
    ProgressLine last = new ProgressLine(session, false);
    log.accept("before");
    last.write("1 s  one left");
    log.accept("a line");
    last.write("2 s  one left");
    last.clear();
    log.accept("after");

    assertThat(out.printed()).isEqualTo("\r\u001b[K1 s  one left\r\u001b[K2 s  one left\r\u001b[K");
    assertThat(terminal.console()).isEqualTo("\r\u001b[Ka line\r\n1 s  one left");
    assertThat(prompt).containsExactly("before", "after");
  }

  @Test
  void a_question_has_a_line_editor_of_its_own() {
    atPrompt();
    List<String> question = new ArrayList<>();
    LineReader asking = reader(question);
    log.take(asking);
    log.accept("a line");
    log.giveBack(asking);
    log.accept("after");

    assertThat(question).containsExactly("a line");
    assertThat(prompt).containsExactly("after");
  }

  @Test
  void a_session_of_another_terminal_has_no_log() {
    atPrompt();
    FakeSession other = FakeSession.ofTerminal(80);
    other.variables.put(".terminal", "another");
    log.beforeExecute(other.asSession(), "a command");

    ProgressLine last = new ProgressLine(other.asSession(), false);
    last.write("1 s");
    log.accept("a line");
    last.clear();

    assertThat(prompt).containsExactly("a line");
    assertThat(other.console()).isEmpty();
  }

  /** Otherwise a line that is half printed above the prompt could be overwritten. */
  @Test
  void who_takes_the_last_line_waits_for_a_line_of_the_log_that_is_being_printed()
      throws Exception {
    CountDownLatch isPrinting = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    terminal.variables.put(".terminal", "a terminal");
    terminal.variables.put(
        ".reader",
        reader(
            new ArrayList<>() {
              @Override
              public boolean add(String line) {
                isPrinting.countDown();
                return awaited(mayEnd);
              }
            }));
    log.beforeExecute(session, "a command");
    Thread logging = new Thread(() -> log.accept("a line"), "log");
    logging.start();
    assertThat(isPrinting.await(20, TimeUnit.SECONDS)).isTrue();

    Thread command = new Thread(() -> new ProgressLine(session, false).write("1 s"), "command");
    command.start();
    await().until(() -> command.getState() == Thread.State.BLOCKED);
    assertThat(out.printed()).isEmpty();
    mayEnd.countDown();
    logging.join();
    command.join();

    assertThat(out.printed()).isEqualTo("\r\u001b[K1 s");
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException ended) {
      throw new AssertionError(ended);
    }
  }

  private void atPrompt() {
    terminal.variables.put(".terminal", "a terminal");
    terminal.variables.put(".reader", reader(prompt));
    log.beforeExecute(session, "a command");
  }

  private static LineReader reader(List<String> printed) {
    return FakeFramework.proxy(
        LineReader.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "printAbove" -> {
                printed.add((String) arguments[0]);
                yield null;
              }
              case "toString" -> "a reader";
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }
}
