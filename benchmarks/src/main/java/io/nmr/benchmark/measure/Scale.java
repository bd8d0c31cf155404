package io.nmr.benchmark.measure;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** How much is measured: a whole run, a quick one, or one tiny iteration of everything. */
public record Scale(
    String name,
    boolean isForked,
    Calls calls,
    FanOut fanOut,
    Growth growth,
    Unload unload,
    Swap swap)
    implements Serializable {

  /**
   * Of the calls.
   *
   * @param threads that the plain call is made on, one after the other
   * @param threadsOfOthers the same for the other shapes of a call
   */
  public record Calls(
      int forks,
      int warmups,
      int iterations,
      Duration iteration,
      List<Integer> threads,
      List<Integer> threadsOfOthers)
      implements Serializable {}

  /** So many providers meet so many clients, so often. */
  public record FanOut(int providers, int clients, int warmups, int rounds)
      implements Serializable {}

  /**
   * The numbers of bindings, and the registrations of other NPIs.
   *
   * @param warmup for each size, before it is measured
   * @param measured for each size, in which as many rounds are made as fit, but at least one
   */
  public record Growth(
      List<Integer> bindings, int clients, int otherNpis, Duration warmup, Duration measured)
      implements Serializable {}

  /** Calls in progress, bindings, and how often the bundle is stopped. */
  public record Unload(int calls, int bindings, int warmups, int rounds) implements Serializable {}

  /** How often the provider is replaced, and how many threads call meanwhile. */
  public record Swap(int warmups, int swaps, int threads, Duration undisturbed)
      implements Serializable {}

  /** What the documents show. */
  public static final Scale FULL =
      new Scale(
          "full",
          true,
          new Calls(1, 4, 5, Duration.ofMillis(400), List.of(1, 2, 8, 64), List.of(1, 2)),
          new FanOut(1000, 100, 3, 9),
          new Growth(
              List.of(1_000, 10_000, 100_000, 1_000_000),
              100,
              100_000,
              Duration.ofSeconds(5),
              Duration.ofSeconds(10)),
          new Unload(100, 1000, 1000, 500),
          new Swap(200, 1000, 2, Duration.ofSeconds(5)));

  /** About two minutes. */
  public static final Scale QUICK =
      new Scale(
          "quick",
          true,
          new Calls(1, 2, 3, Duration.ofMillis(100), List.of(1, 2, 8, 64), List.of(1)),
          new FanOut(1000, 100, 1, 3),
          new Growth(
              List.of(1_000, 10_000, 100_000, 1_000_000),
              100,
              100_000,
              Duration.ofSeconds(1),
              Duration.ofSeconds(1)),
          new Unload(100, 1000, 50, 50),
          new Swap(100, 1000, 2, Duration.ofSeconds(1)));

  /** Shows that everything still runs; its figures mean nothing. */
  public static final Scale TINY =
      new Scale(
          "tiny",
          false,
          new Calls(0, 0, 1, Duration.ofMillis(1), List.of(2), List.of(1)),
          new FanOut(10, 3, 0, 1),
          new Growth(List.of(1_000, 2_000), 10, 20, Duration.ZERO, Duration.ZERO),
          new Unload(3, 5, 0, 2),
          new Swap(0, 3, 2, Duration.ofMillis(20)));

  /** The same with calls on those numbers of threads. */
  public Scale withThreads(List<Integer> threads) {
    Calls with =
        new Calls(calls.forks, calls.warmups, calls.iterations, calls.iteration, threads, threads);
    return new Scale(name, isForked, with, fanOut, growth, unload, swap);
  }
}
