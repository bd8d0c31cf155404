package io.nmr.shell.text;

import java.nio.charset.Charset;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/**
 * Where a result is shown.
 *
 * @param width how many columns a line may have
 * @param isTerminal whether a person looks at it, so that colour and overwritten lines are possible
 * @param isUnicode whether lines and dots can be drawn with characters beyond ASCII
 */
public record Screen(int width, boolean isTerminal, boolean isUnicode) {
  /** A pipe, a file or a script: shows all the text, and nothing but text. */
  public static final Screen PLAIN = new Screen(Integer.MAX_VALUE, false, true);

  private static final int LEAST_WIDTH = 20;

  /**
   * The screen that a command's output, or a result at the prompt, goes to. Called on the writing
   * thread.
   */
  public static Screen of(CommandSession session) {
    boolean isUnicode = Charset.defaultCharset().newEncoder().canEncode("…└");
    Process process = Process.Utils.current();
    boolean isElsewhere = process != null && !process.isTty(1);
    String type = String.valueOf(session.get("TERM")); // set by the shell of gogo.jline
    if (isElsewhere || type.equals("null") || type.startsWith("dumb")) {
      return new Screen(Integer.MAX_VALUE, false, isUnicode);
    }
    int columns = session.get("COLUMNS") instanceof Number number ? number.intValue() : 0;
    return new Screen(columns >= LEAST_WIDTH ? columns : Integer.MAX_VALUE, true, isUnicode);
  }

  /** The text in a style, where the screen shows styles. */
  public String styled(Style style, String text) {
    return isTerminal ? style.on(text) : text;
  }

  String ellipsis() {
    return isUnicode ? "…" : "~";
  }

  /** A printable text's first columns, with an ellipsis where some are left out. */
  public String cut(String text, int columns) {
    if (Plain.width(text) <= columns) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int used = 1;
    for (int point : text.codePoints().toArray()) {
      used += Plain.width(point);
      if (used > columns) {
        break;
      }
      kept.appendCodePoint(point);
    }
    return kept + ellipsis();
  }

  /** A printable text's last columns, with an ellipsis where some are left out. */
  String cutStart(String text, int columns) {
    if (Plain.width(text) <= columns) {
      return text;
    }
    int[] points = text.codePoints().toArray();
    int used = 1;
    int from = points.length;
    while (from > 0 && used + Plain.width(points[from - 1]) <= columns) {
      used += Plain.width(points[--from]);
    }
    return ellipsis() + new String(points, from, points.length - from);
  }

  /** What a colour means on a terminal; other screens do not show styles. */
  public enum Style {
    /** Plain text. */
    NONE(""),
    /** A heading. */
    HEADING("1"),
    /** Everything is in order. */
    GOOD("32"),
    /** Something is under way: it will change by itself, or needs attention. */
    BUSY("33"),
    /** Something has failed or was given up. */
    BAD("31"),
    /** The text is less important than its surroundings. */
    FAINT("2");

    private final String code;

    Style(String code) {
      this.code = code;
    }

    String on(String text) {
      return this == NONE || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
  }
}
