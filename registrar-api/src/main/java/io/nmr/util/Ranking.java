package io.nmr.util;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Elements in the order of a comparator that tells any two of them apart. A change costs the
 * logarithm of their number, however many there are; the whole list is made when it is next read.
 * Any thread may use a ranking, and it has no locks: the callers that read it may be hundreds of
 * virtual threads, which would keep each other, and a thread that makes a change, waiting for a
 * monitor.
 *
 * <p>The remembered results, the first element and the list, were found at some number of changes.
 * A thread that remembers a result looks at that number again afterwards. If the number has
 * changed, the thread finds the first element again, or forgets the list. If it has not, every
 * thread that makes a later change comes after this one, finds the first element again and forgets
 * the list.
 */
final class Ranking<E> {
  private final NavigableSet<E> sorted;
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable E first;
  private volatile @Nullable List<E> list;

  Ranking(Comparator<? super E> order) {
    sorted = new ConcurrentSkipListSet<>(order);
  }

  void add(E element) {
    if (sorted.add(element)) {
      changed();
    }
  }

  void remove(E element) {
    if (sorted.remove(element)) {
      changed();
    }
  }

  private void changed() {
    long now = changes.incrementAndGet();
    list = null;
    long seen;
    do {
      seen = now;
      first = firstOf(sorted);
      now = changes.get();
    } while (now != seen);
  }

  private static <E> @Nullable E firstOf(NavigableSet<E> set) {
    Iterator<E> each = set.iterator();
    return each.hasNext() ? each.next() : null;
  }

  /** The first element; null if there is none. */
  @Nullable E first() {
    return first;
  }

  /** All elements, in order, as they are now. */
  List<E> list() {
    List<E> made = list;
    return made != null ? made : newList();
  }

  private List<E> newList() {
    long seen = changes.get();
    List<E> made = List.copyOf(sorted);
    list = made;
    if (changes.get() != seen) {
      list = null;
    }
    return made;
  }
}
