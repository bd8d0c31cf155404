package io.nmr.shell.text;

/**
 * Text that is safe to print. What modules say is theirs: a control character in it could move the
 * cursor, change colours or retype a line, so each is shown as its number.
 */
public final class Plain {
  private Plain() {}

  /** The text with all that is not printable as {@code \}{@code u001b}; always one line. */
  public static String of(String text) {
    if (text.codePoints().allMatch(Plain::isPrintable)) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (isPrintable(point)) {
                plain.appendCodePoint(point);
              } else {
                plain.append((point > 0xffff ? "\\U%08x" : "\\u%04x").formatted(point));
              }
            });
    return plain.toString();
  }

  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL, // escape sequences begin with one
          Character.FORMAT, // among them those that turn the direction of writing
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
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
