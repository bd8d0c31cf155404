package io.nmr.util;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Elements in order of a comparator that tells each from each. A change costs the logarithm of
 * their number, however many there are; the whole list is made when it is next read. Any thread,
 * and no locks: callers read it who may be hundreds of virtual threads, which would keep each
 * other, and whoever makes a change, waiting for a monitor.
 *
 * <p>What is remembered, the first and the list, was found at some number of changes. Whoever
 * remembers it looks at that number again: it has become another one, or everybody who makes a
 * later change comes after this and remembers anew.
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

  /** The first; null if there is none. */
  @Nullable E first() {
    return first;
  }

  /** All, as they are now. */
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
