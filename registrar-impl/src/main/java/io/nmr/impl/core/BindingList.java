package io.nmr.impl.core;

import io.nmr.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bindings that one registration is part of, oldest first: linked through the halves of that
 * side. Guarded by the table's lock.
 */
final class BindingList {
  private final Side side;
  private @Nullable CoreBinding first;
  private @Nullable CoreBinding last;
  private int size;

  BindingList(Side side) {
    this.side = side;
  }

  void add(CoreBinding binding) {
    binding.half(side).previous = last;
    if (last == null) {
      first = binding;
    } else {
      last.half(side).next = binding;
    }
    last = binding;
    size++;
  }

  /** Takes the binding out, if it is still in. */
  void remove(CoreBinding binding) {
    Half half = binding.half(side);
    if (half.previous == null && first != binding) {
      return;
    }
    if (half.previous == null) {
      first = half.next;
    } else {
      half.previous.half(side).next = half.next;
    }
    if (half.next == null) {
      last = half.previous;
    } else {
      half.next.half(side).previous = half.previous;
    }
    half.next = null;
    half.previous = null;
    size--;
  }

  int size() {
    return size;
  }

  List<CoreBinding> snapshot() {
    List<CoreBinding> bindings = new ArrayList<>(size);
    for (CoreBinding binding = first; binding != null; binding = binding.half(side).next) {
      bindings.add(binding);
    }
    return bindings;
  }
}
