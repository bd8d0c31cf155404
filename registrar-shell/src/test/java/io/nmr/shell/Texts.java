package io.nmr.shell;

import io.nmr.shell.result.ResultFormat;
import io.nmr.shell.text.Plain;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.assertj.core.api.Assertions;

/** A result as Gogo would show it. */
final class Texts {
  private Texts() {}

  static String of(Object result) {
    return of(result, new FakeSession());
  }

  static String of(Object result, FakeSession session) {
    CommandSession asked = session.asSession();
    Converter escape =
        FakeFramework.proxy(
            SessionConverter.class, (self, method, arguments) -> method.invoke(asked, arguments));
    CharSequence text = new ResultFormat().format(result, Converter.INSPECT, escape);
    return text == null ? String.valueOf(result) : text.toString();
  }

  /** Gogo's session implements both interfaces. */
  interface SessionConverter extends CommandSession, Converter {}

  /** Asserts line by line that the text contains nothing that a terminal obeys. */
  static void assertSafe(String text) {
    text.lines().forEach(line -> Assertions.assertThat(line).isEqualTo(Plain.of(line)));
    Assertions.assertThat(text).contains("evil");
  }
}
