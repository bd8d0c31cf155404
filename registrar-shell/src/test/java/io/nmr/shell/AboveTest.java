package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
class AboveTest {
  @RegisterExtension final StandardOut out = new StandardOut();

  private final Above above = new Above();
  private final FakeSession terminal = FakeSession.ofTerminal(80);
  private final CommandSession session = terminal.asSession();
  private final List<String> prompt = new ArrayList<>();

  @Test
  void without_a_terminal_somebody_else_has_to_print_it() {
    above.beforeExecute(session, "a script");

    assertThatThrownBy(() -> above.accept("a line")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void while_nobody_writes_it_over_the_line_editor_has_it() {
    atPrompt();

    above.accept("a line");

    assertThat(prompt).containsExactly("a line");
    assertThat(terminal.console()).isEmpty();
  }

  @Test
  void a_line_that_is_written_over_is_printed_again_below_it_and_the_prompt_has_it_at_last() {
    atPrompt();
    try (LastLine last = new LastLine(session)) {
      above.accept("before");
      last.write("1 s  one left");
      above.accept("a line");
      last.write("2 s  one left");
    }
    above.accept("after");

    assertThat(out.printed()).isEqualTo("\r\u001b[K1 s  one left\r\u001b[K2 s  one left\r\u001b[K");
    assertThat(terminal.console()).isEqualTo("\r\u001b[Ka line\r\n1 s  one left");
    assertThat(prompt).containsExactly("before", "after");
  }

  @Test
  void a_question_has_a_line_editor_of_its_own() {
    atPrompt();
    List<String> question = new ArrayList<>();
    LineReader asking = reader(question);
    above.take(asking);
    above.accept("a line");
    above.giveBack(asking);
    above.accept("after");

    assertThat(question).containsExactly("a line");
    assertThat(prompt).containsExactly("after");
  }

  @Test
  void a_session_of_another_terminal_has_no_log() {
    atPrompt();
    FakeSession other = FakeSession.ofTerminal(80);
    other.variables.put(".terminal", "another");
    above.beforeExecute(other.asSession(), "a command");

    try (LastLine last = new LastLine(other.asSession())) {
      last.write("1 s");
      above.accept("a line");
    }

    assertThat(prompt).containsExactly("a line");
    assertThat(other.console()).isEmpty();
  }

  /** Else a line that is half printed above the prompt could be written over. */
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
    above.beforeExecute(session, "a command");
    Thread log = new Thread(() -> above.accept("a line"), "log");
    log.start();
    assertThat(isPrinting.await(20, TimeUnit.SECONDS)).isTrue();

    Thread command = new Thread(() -> new LastLine(session).write("1 s"), "command");
    command.start();
    await().until(() -> command.getState() == Thread.State.BLOCKED);
    assertThat(out.printed()).isEmpty();
    mayEnd.countDown();
    log.join();
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
    above.beforeExecute(session, "a command");
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
