package io.nmr.shell.text;

import java.nio.charset.Charset;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/**
 * What a result is shown on.
 *
 * @param width how many columns a line may have
 * @param isTerminal whether a person looks at it: colour, and lines that are written over
 * @param isUnicode whether lines and dots can be drawn with characters beyond ASCII
 */
public record Screen(int width, boolean isTerminal, boolean isUnicode) {
  /** A pipe, a file, a script: all the text, and nothing but text. */
  public static final Screen PLAIN = new Screen(Integer.MAX_VALUE, false, true);

  private static final int LEAST_WIDTH = 20;

  /** Where a command's output goes, or a result's at the prompt; for the thread that writes it. */
  public static Screen of(CommandSession session) {
    boolean isUnicode = Charset.defaultCharset().newEncoder().canEncode("…└");
    Process process = Process.Utils.current();
    boolean isElsewhere = process != null && !process.isTty(1);
    String type = String.valueOf(session.get("TERM")); // as the shell of gogo.jline tells it
    if (isElsewhere || type.equals("null") || type.startsWith("dumb")) {
      return new Screen(Integer.MAX_VALUE, false, isUnicode);
    }
    int columns = session.get("COLUMNS") instanceof Number number ? number.intValue() : 0;
    return new Screen(columns >= LEAST_WIDTH ? columns : Integer.MAX_VALUE, true, isUnicode);
  }

  /** The text in a style, where styles are seen. */
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

  /** What colour says on a terminal; nowhere else is it seen. */
  public enum Style {
    /** As it comes. */
    NONE(""),
    /** A heading. */
    HEADING("1"),
    /** In order. */
    GOOD("32"),
    /** Under way: it will change by itself, or wants attention. */
    BUSY("33"),
    /** Failed, given up. */
    BAD("31"),
    /** Less important than what stands beside it. */
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
