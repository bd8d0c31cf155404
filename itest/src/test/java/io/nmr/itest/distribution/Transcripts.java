package io.nmr.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The transcripts in a document of this project, each between two comments of which the first names
 * its scene. They are compared with a run of the scene, or written anew from it where the build has
 * been asked to.
 */
record Transcripts(Path document, boolean isWritten) {
  /** In place of the folder that a test has. */
  static final String HOME = "/home/ann";

  private static final int LONGEST_LINE = 140;
  private static final Pattern TRANSCRIPT =
      Pattern.compile(
          "(?<begin><!-- transcript: (?<name>[\\w-]+) -->\n+```text\n)(?<text>.*?)"
              + "(?<end>```\n+<!-- end of transcript -->)",
          Pattern.DOTALL);

  /** Of the operator's guide. */
  static Transcripts ofGuide() {
    return new Transcripts(
        Path.of(System.getProperty("itest.docs"), "operations.md"),
        Boolean.getBoolean("itest.transcripts.write"));
  }

  /** The names of the scenes, in their order. */
  List<String> names() throws IOException {
    return TRANSCRIPT.matcher(Files.readString(document)).results().map(Transcripts::name).toList();
  }

  private static String name(MatchResult result) {
    return result.group(2);
  }

  /** Fails unless the document has what the run has shown. */
  void assertShows(String name, String run) throws IOException {
    String text = Files.readString(document);
    Matcher transcript = TRANSCRIPT.matcher(text);
    while (transcript.find()) {
      if (transcript.group("name").equals(name)) {
        if (isWritten) {
          String before = text.substring(0, transcript.end("begin"));
          String after = text.substring(transcript.start("end"));
          Files.writeString(document, before + folded(run) + after);
        } else {
          assertSame(name, transcript.group("text"), run);
        }
        return;
      }
    }
    throw new AssertionError(document.getFileName() + " has no transcript '" + name + "'");
  }

  private void assertSame(String name, String documented, String run) {
    assertThat(Placeholders.in(run))
        .as(
            "transcript '%s' of %s; -Dnmr.transcripts.write=true writes what was seen:\n%s",
            name, document.getFileName(), run)
        .isEqualTo(Placeholders.in(documented));
  }

  /** With long lines parted at blanks, as no reader's window is as wide as they are. */
  private static String folded(String run) {
    return run.lines().map(Transcripts::fold).collect(Collectors.joining("\n", "", "\n"));
  }

  private static String fold(String line) {
    StringBuilder folded = new StringBuilder();
    String rest = line;
    while (rest.length() > LONGEST_LINE) {
      int blank = rest.lastIndexOf(' ', LONGEST_LINE);
      if (blank <= LONGEST_LINE / 2) {
        break;
      }
      folded.append(rest, 0, blank).append('\n');
      rest = "      " + rest.substring(blank + 1);
    }
    return folded.append(rest).toString();
  }
}
