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
   * How the calls are measured.
   *
   * @param threads the numbers of threads that make the plain call
   * @param threadsOfOthers the numbers of threads that make the other shapes of a call
   */
  public record Calls(
      int forks,
      int warmups,
      int iterations,
      Duration iteration,
      List<Integer> threads,
      List<Integer> threadsOfOthers)
      implements Serializable {}

  /** How many providers meet how many clients, and how often. */
  public record FanOut(int providers, int clients, int warmups, int rounds)
      implements Serializable {}

  /**
   * How many bindings there are, and how many registrations of other NPIs.
   *
   * @param warmup how long each number of bindings is warmed up
   * @param measured how long each number is measured, with as many rounds as fit and at least one
   */
  public record Growth(
      List<Integer> bindings, int clients, int otherNpis, Duration warmup, Duration measured)
      implements Serializable {}

  /**
   * How many calls are in progress, how many bindings there are, and how often the bundle stops.
   */
  public record Unload(int calls, int bindings, int warmups, int rounds) implements Serializable {}

  /** How often the provider is replaced, and how many threads call meanwhile. */
  public record Swap(int warmups, int swaps, int threads, Duration undisturbed)
      implements Serializable {}

  /** The scale of the figures in the documents. */
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

  /** A run of about two minutes. */
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

  /** This scale, with calls on those numbers of threads. */
  public Scale withThreads(List<Integer> threads) {
    Calls with =
        new Calls(calls.forks, calls.warmups, calls.iterations, calls.iteration, threads, threads);
    return new Scale(name, isForked, with, fanOut, growth, unload, swap);
  }
}
