package io.nmr.benchmark.call;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Figure;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Progress;
import io.nmr.benchmark.measure.Scale;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/** Runs {@link CallBenchmark} with JMH, for each shape of call, number of threads and subject. */
public final class CallGroup {
  private static final Map<Block, String> METHODS =
      Map.of(
          Block.SYNC, "sync",
          Block.SYNC_FOUR, "syncFour",
          Block.NESTED, "nested",
          Block.ASYNC_COMPLETE, "asyncComplete",
          Block.ASYNC_LATER, "asyncLater");
  private static final List<Block> SHAPES =
      Arrays.stream(Block.values()).filter(METHODS::containsKey).toList();

  private final Scale.Calls scale;

  /** Takes the scale of one run. */
  public CallGroup(Scale scale) {
    this.scale = scale.calls();
  }

  /** How many benchmarks will run. */
  public int steps() {
    return SHAPES.stream().mapToInt(shape -> subjects(shape).size() * threads(shape).size()).sum();
  }

  /**
   * Runs them.
   *
   * @throws RunnerException if one of them failed
   */
  public void measure(Progress progress, Consumer<? super Measure> results) throws RunnerException {
    for (Block shape : SHAPES) {
      for (int threads : threads(shape)) {
        for (RunResult each :
            new Runner(options(shape, threads), new JmhProgress(shape, progress)).run()) {
          results.accept(measure(shape, threads, each));
        }
      }
    }
  }

  private List<Integer> threads(Block shape) {
    return shape == Block.SYNC ? scale.threads() : scale.threadsOfOthers();
  }

  private static List<Subject> subjects(Block shape) {
    boolean isAsynchronous = shape == Block.ASYNC_COMPLETE || shape == Block.ASYNC_LATER;
    return Arrays.stream(Subject.values())
        .filter(subject -> !isAsynchronous || subject.isAsynchronous())
        .toList();
  }

  private Options options(Block shape, int threads) {
    TimeValue time = new TimeValue(scale.iteration().toMillis(), TimeUnit.MILLISECONDS);
    return new OptionsBuilder()
        .include("^" + CallBenchmark.class.getName() + "\\." + METHODS.get(shape) + "$")
        .param("subject", subjects(shape).stream().map(Subject::name).toArray(String[]::new))
        .threads(threads)
        // More threads than processors never run at once; waiting for that takes seconds.
        .syncIterations(threads <= Runtime.getRuntime().availableProcessors())
        .forks(scale.forks())
        .warmupIterations(scale.warmups())
        .warmupTime(time)
        .measurementIterations(scale.iterations())
        .measurementTime(time)
        .shouldFailOnError(true)
        .build();
  }

  /**
   * The time of a call as its thread sees it, from what all threads do together. The mean of each
   * thread's own average would be dominated by a thread that hardly ever finds a processor.
   */
  private static Measure measure(Block shape, int threads, RunResult result) {
    Statistics statistics = result.getPrimaryResult().getStatistics();
    Subject subject = Subject.valueOf(result.getParams().getParam("subject"));
    return new Measure(
        shape,
        subject.title(),
        Block.threads(threads),
        "ns",
        new Figure(
            threads / statistics.getPercentile(50),
            threads / statistics.getPercentile(10),
            Math.toIntExact(statistics.getN())));
  }
}
