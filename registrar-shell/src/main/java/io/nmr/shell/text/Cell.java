package io.nmr.shell.text;

/**
 * What stands in one row and column; safe to print.
 *
 * @param text what may be cut where there is no room
 * @param kept what follows it and is never cut
 * @param style how it looks on a terminal
 */
public record Cell(String text, String kept, Style style) {
  public Cell {
    text = Plain.of(text);
    kept = Plain.of(kept);
  }

  /** A text in the style of all. */
  public static Cell of(String text) {
    return new Cell(text, "", Style.NONE);
  }

  /** A number. */
  public static Cell of(long number) {
    return of(Long.toString(number));
  }

  /** A text with something, such as an id, that stays when it is cut. */
  public static Cell of(String text, String kept) {
    return new Cell(text, kept, Style.NONE);
  }

  /** The same in another style. */
  public Cell in(Style other) {
    return new Cell(text, kept, other);
  }

  int width() {
    return Plain.width(text) + Plain.width(kept);
  }

  boolean isEmpty() {
    return text.isEmpty() && kept.isEmpty();
  }
}
