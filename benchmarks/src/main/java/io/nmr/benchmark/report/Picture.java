package io.nmr.benchmark.report;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One chart of the document.
 *
 * @param name the name of its file, without the ending
 * @param axis the title of the vertical axis, with the unit
 * @param isSettingSeries whether each setting has a colour and each subject a place on the axis;
 *     otherwise each subject has a colour and each setting a place
 */
record Picture(
    String name,
    String title,
    String axis,
    Block block,
    Predicate<String> settings,
    Style style,
    boolean isSettingSeries) {

  /** The ways to draw a chart. */
  enum Style {
    BARS,
    LOGARITHMIC_LINES
  }

  static final List<Picture> ALL =
      List.of(
          new Picture(
              "calls",
              "A call, by the number of calling threads",
              "ns per call and thread",
              Block.SYNC,
              any -> true,
              Style.LOGARITHMIC_LINES,
              false),
          new Picture(
              "fan-out",
              "1000 providers come and go, 100 clients attached",
              "ns per pair",
              Block.FAN_OUT,
              setting -> setting.endsWith(" register") || setting.endsWith(" deregister"),
              Style.BARS,
              true),
          new Picture(
              "memory",
              "Heap for 1000 providers, each attached to 100 clients",
              "bytes per pair",
              Block.FAN_OUT,
              setting -> setting.endsWith(" memory"),
              Style.BARS,
              true),
          new Picture(
              "growth",
              "Up to a million bindings",
              "ns per binding",
              Block.GROWTH,
              setting -> !setting.equals("memory"),
              Style.BARS,
              true),
          new Picture(
              "stop", "Bundle.stop", "µs, median", Block.STOP, any -> true, Style.BARS, false),
          new Picture(
              "hot-swap",
              "1000 hot swaps under load",
              "failed calls",
              Block.HOT_SWAP,
              setting -> setting.endsWith(" swaps, failed calls"),
              Style.BARS,
              true));

  /** The names that have a colour. */
  List<String> series(Results results) {
    return isSettingSeries ? shown(results) : results.subjects(block);
  }

  /** The names along the axis. */
  List<String> places(Results results) {
    return isSettingSeries ? results.subjects(block) : shown(results);
  }

  private List<String> shown(Results results) {
    return results.settings(block).stream().filter(settings).toList();
  }

  /** The figures of a series, null where nothing was measured. */
  @SuppressWarnings("NullAway") // null tells the chart library that there is no figure
  List<Double> values(Results results, String series) {
    List<Double> values = new ArrayList<>();
    for (String place : places(results)) {
      values.add(isSettingSeries ? value(results, place, series) : value(results, series, place));
    }
    return values;
  }

  @SuppressWarnings("NullAway")
  private Double value(Results results, String subject, String setting) {
    return results.find(block, subject, setting).map(each -> each.figure().median()).orElse(null);
  }
}
