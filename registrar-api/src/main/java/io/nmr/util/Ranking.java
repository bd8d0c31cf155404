package io.nmr.util;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Elements in order of a comparator that tells each from each. A change costs the logarithm of
 * their number, however many there are; the whole list is made when it is next read. Any thread:
 * changes are made under this object's monitor, reading the first and a list that is made needs
 * none.
 */
final class Ranking<E> {
  @GuardedBy("this")
  private final NavigableSet<E> sorted;

  private volatile @Nullable E first;
  private volatile @Nullable List<E> list;

  Ranking(Comparator<? super E> order) {
    sorted = new TreeSet<>(order);
  }

  synchronized void add(E element) {
    sorted.add(element);
    changed();
  }

  synchronized void remove(E element) {
    if (sorted.remove(element)) {
      changed();
    }
  }

  @GuardedBy("this")
  private void changed() {
    first = sorted.isEmpty() ? null : sorted.first();
    list = null;
  }

  /** The first; null if there is none. */
  @Nullable E first() {
    return first;
  }

  /** All, as they are now. */
  List<E> list() {
    List<E> made = list;
    return made != null ? made : newList();
  }

  private synchronized List<E> newList() {
    List<E> made = List.copyOf(sorted);
    list = made;
    return made;
  }
}
