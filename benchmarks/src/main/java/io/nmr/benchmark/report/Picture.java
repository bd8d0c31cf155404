package io.nmr.benchmark.report;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One chart of the document.
 *
 * @param name of its file, without ending
 * @param axis what is along the other axis, with its unit
 * @param isSettingSeries whether each setting has a colour and each subject a place, or the other
 *     way round
 */
record Picture(
    String name,
    String title,
    String axis,
    Block block,
    Predicate<String> settings,
    Style style,
    boolean isSettingSeries) {

  /** How it is drawn. */
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

  /** The rows or columns that have something to show. */
  List<String> series(Results results) {
    return isSettingSeries ? shown(results) : results.subjects(block);
  }

  /** The others, along the axis. */
  List<String> places(Results results) {
    return isSettingSeries ? results.subjects(block) : shown(results);
  }

  private List<String> shown(Results results) {
    return results.settings(block).stream().filter(settings).toList();
  }

  /** The figures of a series, null where nothing was measured. */
  @SuppressWarnings("NullAway") // the chart library's way to say that there is nothing
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
