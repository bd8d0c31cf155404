package io.nmr.benchmark.report;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The generated sections of a document, each between two HTML comments that name it. */
public final class Document {
  private final Path file;
  private String text;

  private Document(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  /** Replaces every section of that document by what this run has measured. */
  public static void write(Path file, Map<String, String> machine, Results results)
      throws IOException {
    Document document = new Document(file, Files.readString(file));
    document.replace("machine", machine(machine));
    document.replace("goals", goals(results));
    for (Block block : Block.values()) {
      document.replace(block.name(), table(block, results));
    }
    Files.writeString(file, document.text);
  }

  private void replace(String section, String with) {
    String begin = "<!-- generated: " + section + " -->\n";
    String end = "<!-- end: " + section + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalStateException(file + " has no section '" + section + "'");
    }
    text = text.substring(0, from + begin.length()) + with + text.substring(to);
  }

  private static String machine(Map<String, String> machine) {
    return table(
        List.of("", ""),
        machine.entrySet().stream().map(fact -> List.of(fact.getKey(), fact.getValue())).toList());
  }

  private static String goals(Results results) {
    return table(
        List.of("", "at least", "aim", "here", ""),
        Goal.outcomes(results).stream()
            .map(
                outcome ->
                    List.of(
                        outcome.goal().title(),
                        outcome.goal().leastText(),
                        outcome.goal().aimText(),
                        Numbers.figure(outcome.figure()),
                        outcome.verdict().toString()))
            .toList());
  }

  private static String table(Block block, Results results) {
    List<String> settings = results.settings(block);
    List<String> head =
        Stream.concat(
                Stream.of(""),
                settings.stream().map(setting -> setting + ", " + unit(block, setting, results)))
            .toList();
    return table(
        head,
        results.subjects(block).stream()
            .map(
                subject ->
                    Stream.concat(
                            Stream.of(subject),
                            settings.stream().map(each -> cell(block, subject, each, results)))
                        .toList())
            .toList());
  }

  private static String unit(Block block, String setting, Results results) {
    return results.of(block).stream()
        .filter(each -> each.setting().equals(setting))
        .map(Measure::unit)
        .findFirst()
        .orElse("");
  }

  private static String cell(Block block, String subject, String setting, Results results) {
    return results
        .find(block, subject, setting)
        .map(
            each -> {
              String figure = Numbers.figure(each.figure().median());
              return subject.equals(block.reference()) || results.ratio(each).isEmpty()
                  ? figure
                  : figure + " (" + Numbers.ratio(results.ratio(each)) + ")";
            })
        .orElse("");
  }

  private static String table(List<String> head, List<List<String>> rows) {
    String rule =
        head.stream()
            .map(column -> head.indexOf(column) == 0 ? "---" : "---:")
            .collect(Collectors.joining(" | ", "| ", " |\n"));
    return line(head) + rule + rows.stream().map(Document::line).collect(Collectors.joining());
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
