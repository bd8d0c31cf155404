package io.nmr.impl.core;

import java.util.List;

/** A generic super-interface. */
public interface Echo<T> {
  T echo(T what);

  default List<T> twice(T what) {
    return List.of(echo(what), echo(what));
  }
}
