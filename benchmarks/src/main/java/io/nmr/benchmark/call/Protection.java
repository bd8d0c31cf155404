package io.nmr.benchmark.call;

/** One way to call an object that may go at any time. */
interface Protection {
  /** What the caller calls in place of the target. */
  Work around(Target target) throws Exception;

  /** Lets go of everything that it opened. */
  default void close() throws Exception {}
}
