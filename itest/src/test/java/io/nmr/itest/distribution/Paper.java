package io.nmr.itest.distribution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal shows, as if its screen were endless: nothing scrolls away. It knows the control
 * sequences of an xterm that the shell and the commands use, and refuses any other, so that what is
 * read off it is what a person sees. One thread at a time.
 */
final class Paper {
  private static final char ESCAPE = '\u001b';
  private static final Pattern SEQUENCE =
      Pattern.compile(
          "\u001b(?:\\[(?<parameters>[?>0-9;]*)(?<command>[@-~])|\\(.|\\)[^\u0007]*\u0007|[=>78])");
  private static final int LONGEST_SEQUENCE = 64;

  private final int width;
  private final List<Line> lines = new ArrayList<>(List.of(new Line()));
  private final StringBuilder sequence = new StringBuilder(); // begun, and not yet whole
  private int row;
  private int column;
  private String style = "";
  private boolean isFull; // the line is, and the next character begins another

  Paper(int width) {
    this.width = width;
  }

  /** A line, with the style of each of its characters. */
  private static final class Line {
    private final StringBuilder text = new StringBuilder();
    private final List<String> styles = new ArrayList<>();
    private boolean goesOn; // into the next line, for want of room

    void put(int column, char character, String style) {
      while (text.length() <= column) {
        text.append(' ');
        styles.add("");
      }
      text.setCharAt(column, character);
      styles.set(column, style);
    }

    void cut(int column) {
      if (column < text.length()) {
        text.setLength(column);
        styles.subList(column, styles.size()).clear();
        goesOn = false;
      }
    }
  }

  void write(char character) {
    if (!sequence.isEmpty()) {
      sequence.append(character);
      Matcher whole = SEQUENCE.matcher(sequence);
      if (whole.matches()) {
        obey(whole);
        sequence.setLength(0);
      } else if (sequence.length() > LONGEST_SEQUENCE) {
        throw new IllegalStateException("no such sequence: " + sequence.substring(1));
      }
      return;
    }
    switch (character) {
      case ESCAPE -> sequence.append(character);
      case '\r' -> moveTo(row, 0);
      case '\n' -> moveTo(row + 1, column);
      case '\b' -> moveTo(row, column - 1);
      case '\u0007' -> {}
      default -> print(character);
    }
  }

  private void print(char character) {
    if (character < ' ') {
      throw new IllegalStateException("no such control character: " + (int) character);
    }
    if (isFull) {
      lines.get(row).goesOn = true;
      moveTo(row + 1, 0);
    }
    lines.get(row).put(column, character, style);
    isFull = column == width - 1;
    column += isFull ? 0 : 1;
  }

  private void moveTo(int newRow, int newColumn) {
    row = Math.max(0, newRow);
    column = Math.max(0, Math.min(width - 1, newColumn));
    isFull = false;
    while (lines.size() <= row) {
      lines.add(new Line());
    }
  }

  private void obey(Matcher whole) {
    String command = whole.group("command");
    if (command == null) {
      return; // a mode, a character set, a title
    }
    String parameters = whole.group("parameters");
    int count = parameters.matches("[1-9]\\d*") ? Integer.parseInt(parameters) : 1;
    switch (command) {
      case "A" -> moveTo(row - count, column);
      case "B" -> moveTo(row + count, column);
      case "C" -> moveTo(row, column + count);
      case "D" -> moveTo(row, column - count);
      case "G" -> moveTo(row, count - 1);
      case "J", "K" -> erase(command, parameters);
      case "P" -> delete(count);
      case "X" -> erase(count);
      case "@" -> insert(count);
      case "m" -> style = parameters.matches("0?") ? "" : parameters;
      case "h", "l", "t" -> {} // modes
      default -> throw new IllegalStateException("no such sequence: " + parameters + command);
    }
  }

  private void erase(String command, String parameters) {
    if (!parameters.matches("0?")) {
      throw new IllegalStateException("no such sequence: " + parameters + command);
    }
    lines.get(row).cut(column);
    if (command.equals("J")) {
      lines.subList(row + 1, lines.size()).clear();
    }
  }

  private void erase(int count) {
    for (int i = column; i < Math.min(column + count, width); i++) {
      lines.get(row).put(i, ' ', "");
    }
  }

  private void delete(int count) {
    Line line = lines.get(row);
    int end = Math.min(column + count, line.text.length());
    if (column < end) {
      line.text.delete(column, end);
      line.styles.subList(column, end).clear();
    }
  }

  private void insert(int count) {
    Line line = lines.get(row);
    if (column < line.text.length()) {
      line.text.insert(column, " ".repeat(count));
      line.styles.addAll(column, Collections.nCopies(count, ""));
      line.cut(width);
    }
  }

  /** The row that the cursor is in. */
  int row() {
    return row;
  }

  /** From a row on; what goes on in the next row for want of room is one line. */
  List<String> linesFrom(int first) {
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Line line : lines.subList(Math.min(first, lines.size()), lines.size())) {
      text.append(line.text);
      if (!line.goesOn) {
        texts.add(text.toString().stripTrailing());
        text.setLength(0);
      }
    }
    return texts;
  }

  /** What stands before the cursor in its row, with its last blanks. */
  String beforeCursor() {
    String text = lines.get(row).text.toString();
    return text.substring(0, Math.min(column, text.length()));
  }

  /** How the latest occurrence of a text is styled: the numbers of the sequence, none if plain. */
  String styleOf(String text) {
    Predicate<Line> has = line -> line.text.indexOf(text) >= 0;
    return lines.stream()
        .filter(has)
        .reduce((before, last) -> last)
        .map(line -> line.styles.get(line.text.lastIndexOf(text)))
        .orElseThrow(() -> new AssertionError("no '" + text + "' in " + linesFrom(0)));
  }
}
