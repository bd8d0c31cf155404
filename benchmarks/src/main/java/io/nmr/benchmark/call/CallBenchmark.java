package io.nmr.benchmark.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * The shapes of a call. All threads of a benchmark call through one binding, lock, reference or
 * tracker.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets it up
public class CallBenchmark {
  private static final int FOUR = 4; // a power of two

  /** The subject whose calls are measured. */
  @Param public Subject subject;

  private final CompletableFuture<Integer> complete = CompletableFuture.completedFuture(1);
  private final Work[] works = new Work[FOUR];
  private int value = 1;
  private Protection protection;
  private Work work;

  /** The thread's own counter, which picks one of the four. */
  @State(Scope.Thread)
  public static class Turn {
    private int next;
  }

  /** Protects one target, or four for the benchmark that calls four. */
  @Setup
  public void open(BenchmarkParams params) throws Exception {
    protection = subject.open();
    int targets = params.getBenchmark().endsWith(".syncFour") ? FOUR : 1;
    for (int index = 0; index < targets; index++) {
      Target target = Target.of(index);
      works[index] = protection.around(target);
      target.callItselfThrough(works[index]);
    }
    work = works[0];
  }

  /** Closes what was opened. */
  @TearDown
  public void close() throws Exception {
    protection.close();
  }

  /** One implementation at the call site. */
  @Benchmark
  public int sync() {
    return work.sync(value);
  }

  /** Four implementations at the call site, each in its turn. */
  @Benchmark
  public int syncFour(Turn turn) {
    return works[turn.next++ & FOUR - 1].sync(value);
  }

  /** A call in which the same thread makes another one; the figure is for both. */
  @Benchmark
  public int nested() {
    return work.nested(value);
  }

  /** A stage that is complete already when it is returned. */
  @Benchmark
  public CompletionStage<Integer> asyncComplete() {
    return work.async(complete);
  }

  /** A stage that completes after its return, on the same thread, so that no hand-over is timed. */
  @Benchmark
  public Integer asyncLater() {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    CompletionStage<Integer> stage = work.async(answer);
    answer.complete(value);
    return stage.toCompletableFuture().join();
  }
}
