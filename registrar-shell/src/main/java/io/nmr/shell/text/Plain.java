package io.nmr.shell.text;

import io.nmr.text.Printable;
import java.util.ArrayList;
import java.util.List;

/** Text that is safe to print, and how much room it takes. */
public final class Plain {
  private Plain() {}

  /** The text as one line, with every unprintable character written as {@code \}{@code u001b}. */
  public static String of(String text) {
    return Printable.of(text);
  }

  /** How many columns of a terminal a printable text takes. */
  public static int width(String text) {
    return text.codePoints().map(Plain::width).sum();
  }

  /** How many columns of a terminal a printable character takes. */
  static int width(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    return isWide(point) ? 2 : 1;
  }

  private static boolean isWide(int point) {
    return Character.isIdeographic(point)
        || (point >= 0x1100 && point <= 0x115f) // Hangul Jamo
        || (point >= 0x2e80 && point <= 0x303e) // radicals, CJK punctuation
        || (point >= 0x3041 && point <= 0x33ff) // kana and their neighbours
        || (point >= 0xac00 && point <= 0xd7a3) // Hangul
        || (point >= 0xff00 && point <= 0xff60) // full width
        || (point >= 0x1f300 && point <= 0x1faff); // pictures
  }

  /**
   * Breaks a printable text into lines, between words, and inside a word that is wider than a line.
   */
  public static List<String> wrap(String text, int width) {
    return Wrapped.of(text, width);
  }

  /**
   * The lines of a printable text, broken between words, and inside a word that is wider than a
   * line.
   */
  private static final class Wrapped {
    private final int width;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();

    private Wrapped(int width) {
      this.width = width;
    }

    /**
     * Breaks the text into at least one line. No line is wider than the width, except where a
     * single character is.
     */
    static List<String> of(String text, int width) {
      Wrapped wrapped = new Wrapped(width);
      for (String word : text.split(" ", -1)) {
        wrapped.add(word);
      }
      wrapped.lines.add(wrapped.line.toString());
      return wrapped.lines;
    }

    private void add(String word) {
      int gap = line.isEmpty() ? 0 : 1;
      if (Plain.width(line.toString()) + gap + Plain.width(word) > width && gap > 0) {
        end();
        gap = 0;
      }
      line.append(" ".repeat(gap));
      word.codePoints().forEach(this::add);
    }

    private void add(int point) {
      if (!line.isEmpty() && Plain.width(line.toString()) + Plain.width(point) > width) {
        end();
      }
      line.appendCodePoint(point);
    }

    private void end() {
      lines.add(line.toString());
      line.setLength(0);
    }
  }
}
