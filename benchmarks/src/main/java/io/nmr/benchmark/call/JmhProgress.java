package io.nmr.benchmark.call;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Progress;
import java.io.IOException;
import java.util.Collection;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Reduces JMH's output to one line for each benchmark, and the lines about errors. */
final class JmhProgress implements OutputFormat {
  private final Block shape;
  private final Progress progress;

  JmhProgress(Block shape, Progress progress) {
    this.shape = shape;
    this.progress = progress;
  }

  @Override
  public void startBenchmark(BenchmarkParams params) {
    progress.step(
        shape.title()
            + ", "
            + Subject.valueOf(params.getParam("subject")).title()
            + ", threads: "
            + params.getThreads());
  }

  @Override
  public void println(String line) {
    if (line.contains("ERROR") || line.contains("Exception") || line.startsWith("\tat ")) {
      progress.say(line);
    }
  }

  @Override
  public void iteration(BenchmarkParams params, IterationParams iteration, int number) {}

  @Override
  public void iterationResult(
      BenchmarkParams params, IterationParams iteration, int number, IterationResult data) {}

  @Override
  public void endBenchmark(BenchmarkResult result) {}

  @Override
  public void startRun() {}

  @Override
  public void endRun(Collection<RunResult> results) {}

  @Override
  public void print(String text) {}

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public void verbosePrintln(String line) {}

  @Override
  public void write(int character) {}

  @Override
  public void write(byte[] text) throws IOException {}
}
