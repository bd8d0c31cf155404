package io.nmr.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes a transcript differ from a run, and what does not. */
@Tag("distribution")
class TranscriptsIT {
  private static final String SHOWN =
      """
      nmr> nmr:pending
      io.nmr.sample.hosts [26], provider of io.nmr.sample.resolver, for 1.3 s
        call by io.nmr.sample.load on thread 'nmr-sample-load-1', binding 9
            at java.base@17.0.15/java.util.concurrent.CountDownLatch.await(CountDownLatch.java:276)
      12:34:56.789 WARN  held for 1002 ms by the deregistration of io.nmr.sam…
      """;

  @TempDir Path folder;

  private Transcripts transcripts() throws IOException {
    Path document = folder.resolve("guide.md");
    Files.writeString(
        document,
        "<!-- transcript: scene -->\n```text\n" + SHOWN + "```\n<!-- end of transcript -->\n");
    return new Transcripts(document, false);
  }

  @Test
  void ids_times_durations_and_the_jdk_are_others_each_time() throws Exception {
    String other =
        SHOWN
            .replace("[26]", "[7]")
            .replace("1.3 s", "1 min 3 s")
            .replace("load-1", "load-2")
            .replace("binding 9", "binding 12")
            .replace("@17.0.15", "@25.0.3")
            .replace(":276", ":300")
            .replace("12:34:56.789", "00:00:00.001")
            .replace("1002 ms", "3 s")
            .replace("sam…", "sampl…");
    Transcripts transcripts = transcripts();
    assertThatCode(() -> transcripts.assertShows("scene", other)).doesNotThrowAnyException();
  }

  @Test
  void any_other_word_and_a_line_more_or_less_is_a_difference() throws Exception {
    Transcripts transcripts = transcripts();
    for (String word : SHOWN.replaceAll("\\S+…|java\\S+", "").split("[^a-zA-Z.]+")) {
      if (word.length() > 3) {
        assertDiffers(transcripts, SHOWN.replaceFirst(Pattern.quote(word), "another"));
      }
    }
    assertDiffers(transcripts, SHOWN + "and one line more\n");
    assertDiffers(transcripts, SHOWN.substring(SHOWN.indexOf('\n')));
    assertThatThrownBy(() -> transcripts.assertShows("no scene", SHOWN))
        .hasMessageContaining("guide.md has no transcript 'no scene'");
  }

  private static void assertDiffers(Transcripts transcripts, String run) {
    assertThatThrownBy(() -> transcripts.assertShows("scene", run))
        .as(run)
        .hasMessageContaining("transcript 'scene' of guide.md");
  }

  @Test
  void each_transcript_of_the_guide_is_made_by_a_test() throws Exception {
    String tests =
        Files.readString(source("TerminalGuideIT"))
            + Files.readString(source("ScriptGuideIT"))
            + Files.readString(source("FolderGuideIT"));
    assertThat(Transcripts.ofGuide().names())
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(tests).contains("\"" + name + "\""));
  }

  private static Path source(String test) {
    return Path.of(
        "src/test/java", TranscriptsIT.class.getPackageName().replace('.', '/'), test + ".java");
  }
}
