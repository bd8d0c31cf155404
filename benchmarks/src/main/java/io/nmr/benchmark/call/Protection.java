package io.nmr.benchmark.call;

/** A way to call an object that may go at any time. */
interface Protection {
  /** Returns the object that the caller calls in place of the target. */
  Work around(Target target) throws Exception;

  /** Closes everything that it opened. */
  default void close() throws Exception {}
}
