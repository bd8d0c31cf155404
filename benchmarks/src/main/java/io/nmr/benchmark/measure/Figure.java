package io.nmr.benchmark.measure;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;

/** The median and the 90th percentile of some samples, and their number. */
public record Figure(double median, double p90, int samples) implements Serializable {
  /** Makes a figure of samples in any order. */
  public static Figure of(Collection<Double> samples) {
    return of(samples.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Makes a figure of samples in any order. */
  public static Figure of(double... samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    double middle = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    int rank = (int) Math.ceil(0.9 * sorted.length);
    return new Figure(middle, sorted[rank - 1], sorted.length);
  }
}
