package io.nmr.benchmark.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** Formats figures for people. */
final class Numbers {
  private Numbers() {}

  /** Formats with three significant digits, or all digits before the point. */
  static String figure(double value) {
    if (value == 0) {
      return "0";
    }
    double magnitude = Math.abs(value);
    int decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** Formats with two significant digits and a times sign; a dash if there is no ratio. */
  static String ratio(OptionalDouble value) {
    if (value.isEmpty()) {
      return "-";
    }
    double ratio = value.getAsDouble();
    int decimals = ratio >= 10 ? 0 : ratio >= 1 ? 1 : ratio >= 0.1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f×", ratio);
  }
}
