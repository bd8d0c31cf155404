package io.nmr.text;

/**
 * Makes text safe to print. A module may say anything: a control character in its text could move
 * the cursor, change colours or the window's title, or overwrite a line, and a character that
 * changes the direction of writing could make one name look like another. Each such character is
 * shown as its number.
 */
public final class Printable {
  private Printable() {}

  /**
   * The text, with characters that are not printable as {@code \}{@code u001b}; always one line.
   */
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

  /** The text as {@link #of} has it, with {@code " | "} between its lines. */
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
