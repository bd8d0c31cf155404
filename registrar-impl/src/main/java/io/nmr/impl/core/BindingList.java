package io.nmr.impl.core;

import io.nmr.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bindings that one registration is part of, oldest first: linked through that side of each.
 * Guarded by the table's lock.
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
    binding.side(side).previous = last;
    if (last == null) {
      first = binding;
    } else {
      last.side(side).next = binding;
    }
    last = binding;
    size++;
  }

  /** Takes the binding out, if it is still in. */
  void remove(CoreBinding binding) {
    BindingSide own = binding.side(side);
    if (own.previous == null && first != binding) {
      return;
    }
    if (own.previous == null) {
      first = own.next;
    } else {
      own.previous.side(side).next = own.next;
    }
    if (own.next == null) {
      last = own.previous;
    } else {
      own.next.side(side).previous = own.previous;
    }
    own.next = null;
    own.previous = null;
    size--;
  }

  int size() {
    return size;
  }

  List<CoreBinding> snapshot() {
    List<CoreBinding> bindings = new ArrayList<>(size);
    for (CoreBinding binding = first; binding != null; binding = binding.side(side).next) {
      bindings.add(binding);
    }
    return bindings;
  }
}
