package io.nmr.text;

/**
 * Text that is safe to print. What modules say is theirs: a control character in it could move the
 * cursor, change colours or the title of the window, or retype a line; and one that turns the
 * direction of writing could make a name look like another. So each is shown as its number.
 */
public final class Printable {
  private Printable() {}

  /** The text with all that is not printable as {@code \}{@code u001b}; always one line. */
  public static String of(String text) {
    if (text.codePoints().allMatch(Printable::isPrintable)) {
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

  /** The same of a text that may have several lines, with a bar between them. */
  public static String line(String text) {
    return of(text.strip().replaceAll("\\s*\\R\\s*", " | ").replace('\t', ' '));
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
}
