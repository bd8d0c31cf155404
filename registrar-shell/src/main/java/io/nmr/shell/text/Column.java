package io.nmr.shell.text;

/**
 * A table's column.
 *
 * @param heading what stands above it
 * @param kind what its cells are
 */
public record Column(String heading, Kind kind) {
  private enum Kind {
    NUMBER,
    ID,
    NAME,
    TEXT
  }

  /** Numbers, at its right; never cut. */
  public static Column number(String heading) {
    return new Column(heading, Kind.NUMBER);
  }

  /** What another command takes, or a word; never cut. */
  public static Column id(String heading) {
    return new Column(heading, Kind.ID);
  }

  /** Names that differ at their ends: cut at their start. */
  public static Column name(String heading) {
    return new Column(heading, Kind.NAME);
  }

  /**
   * Sentences: in the last column below their row where they are too wide, else cut at their end.
   */
  public static Column text(String heading) {
    return new Column(heading, Kind.TEXT);
  }

  boolean isRight() {
    return kind == Kind.NUMBER;
  }

  boolean isText() {
    return kind == Kind.TEXT;
  }

  boolean isCut() {
    return kind == Kind.NAME || kind == Kind.TEXT;
  }

  String fit(Cell cell, int width, Screen screen) {
    int room = width - Plain.width(cell.kept());
    String text =
        kind == Kind.NAME ? screen.cutStart(cell.text(), room) : screen.cut(cell.text(), room);
    return text + cell.kept();
  }
}
