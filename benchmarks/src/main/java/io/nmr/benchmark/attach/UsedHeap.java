package io.nmr.benchmark.attach;

import java.lang.management.ManagementFactory;

/** The size of the live objects on the heap. */
final class UsedHeap {
  private static final int AT_MOST = 6;
  private static final long IS_SAME = 16 * 1024;

  private UsedHeap() {}

  /** Collects garbage until a collection finds no more, and returns the bytes that are left. */
  static long bytes() {
    long used = collected();
    for (int again = 1; again < AT_MOST; again++) {
      long next = collected();
      if (Math.abs(used - next) < IS_SAME) {
        return next;
      }
      used = next;
    }
    return used;
  }

  private static long collected() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
