package io.nmr.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;

class ConsoleLogTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ConsoleLog console = console(false);

  @Test
  void a_warning_is_one_line_even_where_its_text_is_not() {
    console.logged(entry("org.other", LogLevel.WARN, "first\n  second\n", null));

    assertThat(printed)
        .asString()
        .isEqualTo("09:30:00.250 WARN  a.Logger: first | second" + System.lineSeparator());
  }

  @Test
  void an_exception_is_named_with_its_cause_and_without_its_stack() {
    Exception thrown =
        thrownAt(
            new IllegalStateException(
                "why", thrownAt(new IllegalArgumentException("nmr.hold.warn=x"))));
    console.logged(entry("org.other", LogLevel.ERROR, "failed", thrown));

    assertThat(printed)
        .asString()
        .startsWith(
            "09:30:00.250 ERROR a.Logger: failed (java.lang.IllegalStateException: why,"
                + " because of java.lang.IllegalArgumentException: nmr.hold.warn=x)")
        .hasLineCount(1);
  }

  @Test
  void what_the_message_or_another_exception_says_already_is_not_said_again() {
    Exception broken = thrownAt(new IllegalStateException("broken"));
    console.logged(
        entry(
            "io.nmr.registrar",
            LogLevel.WARN,
            "detach failed: java.lang.IllegalStateException: broken; mend it",
            broken));
    console.logged(
        entry("org.other", LogLevel.WARN, "failed", thrownAt(new RuntimeException(broken))));

    assertThat(printed)
        .asString()
        .isEqualToNormalizingNewlines(
            """
            09:30:00.250 WARN  a.Logger: detach failed: java.lang.IllegalStateException: broken; mend it
            09:30:00.250 WARN  a.Logger: failed (java.lang.RuntimeException: java.lang.IllegalStateException: broken)
            """);
  }

  @Test
  void a_text_of_several_lines_is_not_said_again_either() {
    Exception broken = new IllegalStateException("first\n  second");
    console.logged(
        entry(
            "io.nmr.registrar",
            LogLevel.WARN,
            "detach failed: java.lang.IllegalStateException: first | second; mend it",
            thrownAt(broken, "org.acme.Part")));

    assertThat(printed)
        .asString()
        .isEqualToNormalizingNewlines(
            """
            09:30:00.250 WARN  a.Logger: detach failed: java.lang.IllegalStateException: first | second; mend it (at org.acme.Part.run(X.java:7))
            """);
  }

  @Test
  void an_exception_that_fails_to_say_anything_is_named_by_its_class() {
    class Mute extends RuntimeException {
      private static final long serialVersionUID = 1L;

      @Override
      public String getMessage() {
        throw new NoClassDefFoundError("of a bundle that is unloaded");
      }
    }
    console.logged(entry("org.other", LogLevel.WARN, "failed", thrownAt(new Mute())));

    assertThat(printed)
        .asString()
        .isEqualToIgnoringNewLines(
            "09:30:00.250 WARN  a.Logger: failed (" + Mute.class.getName() + ")");
  }

  @Test
  void what_a_module_says_reaches_no_terminal_as_a_command() {
    String hostile = "x\u001b[2J\u001b]0;owned\u0007\u009b31m\u202ey\rz\b";
    console.logged(
        entry("org.other", LogLevel.WARN, "of " + hostile, new IllegalStateException(hostile)));
    console.logged(entry("org.other", "Logger\u001b[1m", LogLevel.ERROR, "failed", null));

    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .noneMatch(line -> line.chars().anyMatch(Character::isISOControl))
        .noneMatch(line -> line.contains("\u202e"))
        .first()
        .asString()
        .contains("of x\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\u202ey | z\\u0008");
  }

  @Test
  void information_is_printed_of_this_projects_bundles_only() {
    console.logged(entry("org.other", LogLevel.INFO, "theirs", null));
    console.logged(entry("io.nmr.registrar", LogLevel.INFO, "ours", null));
    console.logged(entry("io.nmr.registrar", LogLevel.DEBUG, "detail", null));

    assertThat(printed).asString().contains("ours").doesNotContain("theirs", "detail");
  }

  private ConsoleLog console(boolean isTraced) {
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new ConsoleLog(out::println, ZoneOffset.UTC, isTraced);
  }

  private static <T extends Throwable> T thrownAt(T thrown, String... frames) {
    thrown.setStackTrace(
        Arrays.stream(frames)
            .map(it -> new StackTraceElement(it, "run", "X.java", 7))
            .toArray(StackTraceElement[]::new));
    return thrown;
  }

  @Test
  void an_exception_is_told_with_the_innermost_frame_of_the_modules_own_code() {
    Exception cause =
        thrownAt(
            new IllegalStateException("why"),
            "java.util.Objects",
            "org.acme.Part",
            "org.acme.Main");
    Exception thrown =
        thrownAt(
            new RuntimeException("what", cause), "org.acme.Main", "org.apache.felix.framework.X");
    console.logged(entry("org.acme", LogLevel.ERROR, "failed", thrown));
    console.logged(
        entry(
            "io.nmr.registrar",
            LogLevel.WARN,
            "cleanup failed: java.lang.IllegalStateException: why",
            cause));

    assertThat(printed)
        .asString()
        .isEqualToNormalizingNewlines(
            """
            09:30:00.250 ERROR a.Logger: failed (java.lang.RuntimeException: what, because of java.lang.IllegalStateException: why, at org.acme.Part.run(X.java:7))
            09:30:00.250 WARN  a.Logger: cleanup failed: java.lang.IllegalStateException: why (at org.acme.Part.run(X.java:7))
            """);
  }

  @Test
  void where_no_module_is_in_the_stack_no_frame_is_told() {
    Exception thrown =
        thrownAt(
            new RuntimeException("what"),
            "java.lang.Thread",
            "io.nmr.Registrar",
            "io.nmr.impl.core.Detaching",
            "org.eclipse.osgi.internal.X");
    console.logged(entry("org.acme", LogLevel.ERROR, "failed", thrown));

    assertThat(printed)
        .asString()
        .isEqualToIgnoringNewLines(
            "09:30:00.250 ERROR a.Logger: failed (java.lang.RuntimeException: what)");
  }

  @Test
  void the_rest_is_printed_below_where_that_was_asked_for() {
    Exception cause =
        thrownAt(new IllegalStateException("why"), "org.acme.Part", "java.lang.Thread");
    Exception thrown =
        thrownAt(new RuntimeException("what", cause), "org.acme.Main", "java.lang.Thread");
    console(true).logged(entry("org.acme", LogLevel.ERROR, "failed", thrown));

    assertThat(printed)
        .asString()
        .isEqualToNormalizingNewlines(
            """
            09:30:00.250 ERROR a.Logger: failed (java.lang.RuntimeException: what, because of java.lang.IllegalStateException: why, at org.acme.Part.run(X.java:7))
            java.lang.RuntimeException: what
            \tat org.acme.Main.run(X.java:7)
            \tat java.lang.Thread.run(X.java:7)
            Caused by: java.lang.IllegalStateException: why
            \tat org.acme.Part.run(X.java:7)
            \t... 1 more
            """);
  }

  @Test
  void a_line_goes_above_the_prompt_and_to_the_standard_error_where_that_fails() {
    List<String> above = new ArrayList<>();
    PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);

    new Printer(err, () -> above::add).accept("first");
    new Printer(err, () -> null).accept("second");
    new Printer(
            err,
            () ->
                line -> {
                  throw new NoClassDefFoundError("of a shell that has gone");
                })
        .accept("third");

    assertThat(above).containsExactly("first");
    assertThat(printed).asString().isEqualToNormalizingNewlines("second\nthird\n");
  }

  private static LogEntry entry(
      String bundle, LogLevel level, String message, Throwable exception) {
    return entry(bundle, "a.Logger", level, message, exception);
  }

  private static LogEntry entry(
      String bundle, String logger, LogLevel level, String message, Throwable exception) {
    Bundle source = answering(Bundle.class, Map.of("getSymbolicName", bundle));
    Map<String, Object> answers = new HashMap<>();
    answers.put("getBundle", source);
    answers.put("getLogLevel", level);
    answers.put("getLoggerName", logger);
    answers.put("getMessage", message);
    answers.put("getTime", Instant.parse("2026-01-01T09:30:00.250Z").toEpochMilli());
    answers.put("getException", exception);
    return answering(LogEntry.class, answers);
  }

  private static <T> T answering(Class<T> type, Map<String, ?> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> answers.get(method.getName())));
  }
}
