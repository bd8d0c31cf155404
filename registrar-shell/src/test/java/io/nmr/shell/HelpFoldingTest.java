package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Help in lines that a terminal has room for. */
class HelpFoldingTest {
  private static final String HELP =
      """

      unload - stops a bundle, waits until the registrar has taken all its bindings apart, uninstalls it
         scope: nmr
         options:
            --timeout   DURATION: fails after that, such as 10s; the unload itself goes on [optional]
      """;

  @RegisterExtension final StandardOut out = new StandardOut();

  @Test
  void descriptions_go_on_below_where_they_begin() throws Exception {
    fold(FakeSession.ofTerminal(60));

    assertThat(out.printed())
        .isEqualToNormalizingNewlines(
            """

            unload - stops a bundle, waits until the registrar has taken
                     all its bindings apart, uninstalls it
               scope: nmr
               options:
                  --timeout   DURATION: fails after that, such as 10s;
                              the unload itself goes on [optional]
            """);
  }

  @Test
  void a_pipe_is_80_columns_wide_and_no_word_is_lost() throws Exception {
    fold(new FakeSession());

    assertThat(out.printed().lines())
        .allSatisfy(line -> assertThat(line.length()).isBetween(0, 80));
    assertThat(out.printed().split("\\s+")).isEqualTo(HELP.split("\\s+"));
  }

  @Test
  void where_there_is_no_room_below_a_line_stays_as_it_is() {
    String line = "   a-name-as-long-as-half-the-line   and more than fits";
    assertThat(HelpFolding.fold(line, 40)).containsExactly(line);
    assertThat(HelpFolding.fold("", 40)).containsExactly("");
  }

  private static void fold(FakeSession session) throws Exception {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(HELP.getBytes(StandardCharsets.UTF_8)));
    try {
      new HelpFolding()._fold(session.asSession());
    } finally {
      System.setIn(before);
    }
  }
}
