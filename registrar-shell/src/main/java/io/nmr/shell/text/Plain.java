package io.nmr.shell.text;

import io.nmr.text.Printable;

/** Text that is safe to print, and how much room it takes. */
public final class Plain {
  private Plain() {}

  /** The text with all that is not printable as {@code \}{@code u001b}; always one line. */
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
}
