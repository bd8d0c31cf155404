package io.nmr.impl.guard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which threads are inside which pairs, as their marks said in one pass over all threads. A caller
 * that asks about many pairs makes one of these for all of them, and holds no lock meanwhile,
 * because the pass takes the longer the more threads there are.
 *
 * <p>Other threads enter and leave during the pass, so what they did may be missing; no call of the
 * thread that made it is missing.
 */
public final class ThreadsInside {
  private static final ThreadsInside NOBODY = new ThreadsInside(Map.of());

  private final Map<Long, List<Marks.Found>> byPair;

  private ThreadsInside(Map<Long, List<Marks.Found>> byPair) {
    this.byPair = byPair;
  }

  /** Looks at all threads. */
  public static ThreadsInside now() {
    Map<Long, List<Marks.Found>> found = new HashMap<>();
    Marks.forEach(each -> found.computeIfAbsent(each.pair(), pair -> new ArrayList<>()).add(each));
    return new ThreadsInside(found);
  }

  /** Nobody, for pairs that have no marks. */
  public static ThreadsInside nobody() {
    return NOBODY;
  }

  List<Marks.Found> of(long pair) {
    return byPair.getOrDefault(pair, List.of());
  }
}
