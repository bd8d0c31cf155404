package io.nmr.shell.text;

import java.util.ArrayList;
import java.util.List;

/** A printable text in lines of a width, broken between words, and amid one that is wider alone. */
public final class Wrapped {
  private final int width;
  private final List<String> lines = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();

  private Wrapped(int width) {
    this.width = width;
  }

  /** At least one line; no line is wider, but for a character that is. */
  public static List<String> of(String text, int width) {
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
