package io.nmr.shell;

import java.util.List;
import java.util.stream.IntStream;
import org.jline.reader.Candidate;

/**
 * What the tab key offers, in the order in which it is given. The line editor sorts what it is
 * given as texts, and 10 would come before 2; its own candidates are asked for their order.
 */
final class Offered {
  private Offered() {}

  /** As jline's candidates; as they are where there is no jline. */
  static List<?> inOrder(List<String> words) {
    try {
      return InEditor.of(words);
    } catch (NoClassDefFoundError absent) { // an optional import
      return words;
    }
  }

  /** A class of its own, which is loaded only where jline is. */
  private static final class InEditor extends Candidate {
    private final int place;

    private InEditor(String word, int place) {
      super(word, word, null, null, null, null, true);
      this.place = place;
    }

    static List<InEditor> of(List<String> words) {
      return IntStream.range(0, words.size()).mapToObj(i -> new InEditor(words.get(i), i)).toList();
    }

    @Override
    public int compareTo(Candidate other) {
      return other instanceof InEditor it
          ? Integer.compare(place, it.place)
          : super.compareTo(other);
    }
  }
}
