package io.nmr.impl.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bindings that one registration is part of, oldest first. Guarded by the table's lock. */
final class BindingList {
  private @Nullable Half first;
  private @Nullable Half last;
  private int size;

  void add(Half half) {
    half.isLinked = true;
    half.previous = last;
    if (last == null) {
      first = half;
    } else {
      last.next = half;
    }
    last = half;
    size++;
  }

  /** Takes the binding out, if it is still in. */
  boolean remove(Half half) {
    if (!half.isLinked) {
      return false;
    }
    half.isLinked = false;
    if (half.previous == null) {
      first = half.next;
    } else {
      half.previous.next = half.next;
    }
    if (half.next == null) {
      last = half.previous;
    } else {
      half.next.previous = half.previous;
    }
    half.next = null;
    half.previous = null;
    size--;
    return true;
  }

  int size() {
    return size;
  }

  List<CoreBinding> snapshot() {
    List<CoreBinding> bindings = new ArrayList<>(size);
    for (Half half = first; half != null; half = half.next) {
      bindings.add(half.binding);
    }
    return bindings;
  }
}
