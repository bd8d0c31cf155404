package io.nmr.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;

class ConsoleLogTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ConsoleLog console =
      new ConsoleLog(new PrintStream(printed, true, StandardCharsets.UTF_8), ZoneOffset.UTC);

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
        new IllegalStateException("why", new IllegalArgumentException("nmr.hold.warn=x"));
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
    Exception broken = new IllegalStateException("broken");
    console.logged(
        entry(
            "io.nmr.registrar",
            LogLevel.WARN,
            "detach failed: java.lang.IllegalStateException: broken; mend it",
            broken));
    console.logged(entry("org.other", LogLevel.WARN, "failed", new RuntimeException(broken)));

    assertThat(printed)
        .asString()
        .isEqualToNormalizingNewlines(
            """
            09:30:00.250 WARN  a.Logger: detach failed: java.lang.IllegalStateException: broken; mend it
            09:30:00.250 WARN  a.Logger: failed (java.lang.RuntimeException: java.lang.IllegalStateException: broken)
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
    console.logged(entry("org.other", LogLevel.WARN, "failed", new Mute()));

    assertThat(printed)
        .asString()
        .isEqualToIgnoringNewLines(
            "09:30:00.250 WARN  a.Logger: failed (" + Mute.class.getName() + ")");
  }

  @Test
  void information_is_printed_of_this_projects_bundles_only() {
    console.logged(entry("org.other", LogLevel.INFO, "theirs", null));
    console.logged(entry("io.nmr.registrar", LogLevel.INFO, "ours", null));
    console.logged(entry("io.nmr.registrar", LogLevel.DEBUG, "detail", null));

    assertThat(printed).asString().contains("ours").doesNotContain("theirs", "detail");
  }

  private static LogEntry entry(
      String bundle, LogLevel level, String message, Throwable exception) {
    Bundle source = answering(Bundle.class, Map.of("getSymbolicName", bundle));
    Map<String, Object> answers = new HashMap<>();
    answers.put("getBundle", source);
    answers.put("getLogLevel", level);
    answers.put("getLoggerName", "a.Logger");
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
