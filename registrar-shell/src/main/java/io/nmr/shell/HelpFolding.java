package io.nmr.shell;

import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;

/**
 * Breaks the long lines of Gogo's help. Gogo prints each description as one line, however long it
 * is. A profile pipes the help through {@code nmr:_fold}; that name begins with an underscore, so
 * the tab key does not offer it.
 */
final class HelpFolding {
  private static final int WIDTH_OF_PIPE = 80;

  /** What stands before a description: {@code unload - }, or a name or an option and blanks. */
  private static final Pattern HEAD = Pattern.compile(" *(?:\\S+(?: - | {2,}))?");

  @Descriptor("folds text between words, to the width of the terminal; for help in a profile")
  public void _fold(CommandSession session) throws IOException {
    Screen screen = Screen.of(session);
    int width = screen.isTerminal() ? screen.width() : WIDTH_OF_PIPE;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      fold(line, width).forEach(System.out::println);
    }
  }

  /** Breaks one line into several; the second and later ones begin below the description. */
  static List<String> fold(String line, int width) {
    Matcher head = HEAD.matcher(line);
    int indent = head.lookingAt() ? Plain.width(head.group()) : 0;
    if (Plain.width(line) <= width || indent > width / 2) {
      return List.of(line);
    }
    List<String> folded = new ArrayList<>();
    for (String part : Plain.wrap(line.substring(head.end()), width - indent)) {
      folded.add((folded.isEmpty() ? head.group() : " ".repeat(indent)) + part);
    }
    return folded;
  }
}
