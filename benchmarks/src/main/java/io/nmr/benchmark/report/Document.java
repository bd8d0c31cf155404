package io.nmr.benchmark.report;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Writes a run's figures into docs/performance.md. The page is its own template: each generated
 * section lies between two HTML comments that name it, and nothing else is touched.
 */
public final class Document {
  private Document() {}

  /** Replaces every generated section of that page by what this run has measured. */
  public static void write(Path page, Map<String, String> machine, Results results)
      throws IOException {
    String text = Files.readString(page);
    text = with("machine", machine(machine), text);
    text = with("goals", goals(results), text);
    for (Block block : Block.values()) {
      text = with(block.name(), figures(block, results), text);
    }
    Files.writeString(page, text);
  }

  private static String with(String section, String content, String page) {
    String begin = "<!-- generated: " + section + " -->\n";
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf("<!-- end: " + section + " -->");
    if (!page.contains(begin) || to < from) {
      throw new IllegalStateException("the page has no section '" + section + "'");
    }
    return page.substring(0, from) + content + page.substring(to);
  }

  private static String machine(Map<String, String> machine) {
    StringBuilder table = new StringBuilder(row("", "")).append(row("---", "---"));
    machine.forEach((name, value) -> table.append(row(name, value)));
    return table.toString();
  }

  private static String goals(Results results) {
    StringBuilder table = new StringBuilder(row("", "at least", "aim", "here", ""));
    table.append(row("---", "---:", "---:", "---:", "---"));
    for (Goal.Outcome each : Goal.outcomes(results)) {
      table.append(
          row(
              each.goal().title(),
              each.goal().leastText(),
              each.goal().aimText(),
              Numbers.figure(each.figure()),
              each.verdict().toString()));
    }
    return table.toString();
  }

  private static String figures(Block block, Results results) {
    List<String> settings = results.settings(block);
    StringBuilder table = new StringBuilder();
    table.append(row("", settings, setting -> setting + ", " + unit(block, setting, results)));
    table.append(row("---", settings, setting -> "---:"));
    for (String subject : results.subjects(block)) {
      table.append(row(subject, settings, setting -> cell(block, subject, setting, results)));
    }
    return table.toString();
  }

  private static String unit(Block block, String setting, Results results) {
    return results.of(block).stream()
        .filter(each -> each.setting().equals(setting))
        .map(Measure::unit)
        .findFirst()
        .orElse("");
  }

  private static String cell(Block block, String subject, String setting, Results results) {
    Measure measure = results.find(block, subject, setting).orElse(null);
    if (measure == null) {
      return "";
    }
    String figure = Numbers.figure(measure.figure().median());
    OptionalDouble ratio = results.ratio(measure);
    return subject.equals(block.reference()) || ratio.isEmpty()
        ? figure
        : figure + " (" + Numbers.ratio(ratio) + ")";
  }

  private static String row(
      String first, List<String> settings, UnaryOperator<String> cellOfSetting) {
    return row(
        Stream.concat(Stream.of(first), settings.stream().map(cellOfSetting))
            .toArray(String[]::new));
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
