package io.nmr.shell.text;

import io.nmr.shell.text.Screen.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Text in aligned columns under headings. Columns to the right that are all empty are left out.
 * Where the screen is narrower, sentences in the last column stand below their rows, and the widest
 * columns that may be cut are.
 */
public final class Table {
  private static final int GAP = 2;
  private static final int LEAST = 6;
  private static final String INDENT = "    ";

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  private Table(List<Column> columns) {
    this.columns = columns;
  }

  /** Without rows yet. */
  public static Table of(Column... columns) {
    return new Table(List.of(columns));
  }

  /** Adds a line below. */
  public Table row(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The lines, parted by newlines; no line ends in a blank. */
  public String show(Screen screen) {
    int used = usedColumns();
    int[] natural = naturalWidths(used);
    int[] widths = fit(natural.clone(), screen.width());
    int last = used - 1;
    boolean isBelow = last > 0 && columns.get(last).isText() && widths[last] < natural[last];
    if (isBelow) {
      widths = fit(Arrays.copyOf(natural, last), screen.width());
    }
    List<Cell> headings =
        columns.stream().map(it -> Cell.of(it.heading()).in(Style.HEADING)).toList();
    List<String> lines = new ArrayList<>();
    for (List<Cell> row : Stream.concat(Stream.of(headings), rows.stream()).toList()) {
      lines.add(line(row, widths, screen));
      if (isBelow && !row.get(last).isEmpty()) {
        lines.addAll(below(row.get(last), screen));
      }
    }
    return String.join("\n", lines);
  }

  private static List<String> below(Cell cell, Screen screen) {
    return Plain.wrap(all(cell), screen.width() - INDENT.length()).stream()
        .map(it -> INDENT + screen.styled(cell.style(), it))
        .toList();
  }

  private String line(List<Cell> cells, int[] widths, Screen screen) {
    StringBuilder line = new StringBuilder();
    int blanks = 0; // those before the next text, so that none ends the line
    for (int i = 0; i < widths.length; i++) {
      Column column = columns.get(i);
      String text =
          column.isCut() ? column.fit(cells.get(i), widths[i], screen) : all(cells.get(i));
      int rest = widths[i] - Plain.width(text);
      blanks += column.isRight() ? rest : 0;
      if (!text.isEmpty()) {
        line.append(" ".repeat(blanks)).append(screen.styled(cells.get(i).style(), text));
        blanks = 0;
      }
      blanks += (column.isRight() ? 0 : rest) + GAP;
    }
    return line.toString();
  }

  private static String all(Cell cell) {
    return cell.text() + cell.kept();
  }

  private int usedColumns() {
    int used = columns.size();
    while (used > 0 && isEmpty(used - 1)) {
      used--;
    }
    return used;
  }

  private boolean isEmpty(int column) {
    return rows.stream().allMatch(row -> row.get(column).isEmpty());
  }

  private int[] naturalWidths(int count) {
    return IntStream.range(0, count)
        .map(
            column ->
                Math.max(
                    Plain.width(columns.get(column).heading()),
                    rows.stream().mapToInt(row -> row.get(column).width()).max().orElse(0)))
        .toArray();
  }

  /** Takes from the widest that may be cut, one by one, until all have room or none can give. */
  private int[] fit(int[] widths, int width) {
    int[] least = IntStream.range(0, widths.length).map(this::least).toArray();
    while (Arrays.stream(widths).asLongStream().sum() + (long) GAP * (widths.length - 1) > width) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (columns.get(i).isCut()
            && widths[i] > least[i]
            && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private int least(int column) {
    int kept = rows.stream().mapToInt(row -> Plain.width(row.get(column).kept())).max().orElse(0);
    return Math.max(LEAST + kept, Plain.width(columns.get(column).heading()));
  }

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
}
