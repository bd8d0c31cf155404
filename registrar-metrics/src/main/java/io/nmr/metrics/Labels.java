package io.nmr.metrics;

import io.nmr.Side;
import java.util.Locale;

/** The names of the labels of the metrics. */
final class Labels {
  static final String NPI = "npi";
  static final String SIDE = "side";
  static final String STATE = "state";

  private Labels() {}

  static String of(Side side) {
    return side.name().toLowerCase(Locale.ROOT);
  }
}
