package io.nmr.shell.text;

import io.nmr.shell.text.Screen.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Text in aligned columns under headings. Empty columns at the right are left out. Where the screen
 * is narrower than the table, the sentences of the last column stand below their rows, and the
 * widest of the other columns that may be cut are cut.
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

  /** A table without rows. */
  public static Table of(Column... columns) {
    return new Table(List.of(columns));
  }

  /** Adds a row at the end. */
  public Table row(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The lines, separated by newlines; no line ends in a blank. */
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
    int blanks = 0; // the blanks before the next text, so that no line ends in one
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

  /**
   * Narrows the widest column that may be cut, one step at a time, until the table fits or no
   * column can be cut any further.
   */
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
   * @param heading the text above it
   * @param kind the kind of its cells
   */
  public record Column(String heading, Kind kind) {
    private enum Kind {
      NUMBER,
      ID,
      NAME,
      TEXT
    }

    /** A column of numbers, aligned at the right; never cut. */
    public static Column number(String heading) {
      return new Column(heading, Kind.NUMBER);
    }

    /** A column of words, or of ids that another command takes; never cut. */
    public static Column id(String heading) {
      return new Column(heading, Kind.ID);
    }

    /** A column of names that differ at their ends; cut at the start. */
    public static Column name(String heading) {
      return new Column(heading, Kind.NAME);
    }

    /**
     * A column of sentences. In the last column, a sentence that is too wide stands below its row;
     * in any other column it is cut at its end.
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
   * The text in one row and column; safe to print.
   *
   * @param text the part that may be cut where there is no room
   * @param kept the part behind it, which is never cut
   * @param style how the text looks on a terminal
   */
  public record Cell(String text, String kept, Style style) {
    public Cell {
      text = Plain.of(text);
      kept = Plain.of(kept);
    }

    /** A cell with a text in no particular style. */
    public static Cell of(String text) {
      return new Cell(text, "", Style.NONE);
    }

    /** A cell with a number. */
    public static Cell of(long number) {
      return of(Long.toString(number));
    }

    /** A cell with a text and a part, such as an id, that stays when the text is cut. */
    public static Cell of(String text, String kept) {
      return new Cell(text, kept, Style.NONE);
    }

    /** The same cell in another style. */
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
