package io.nmr.benchmark;

import io.nmr.benchmark.measure.Results;
import io.nmr.benchmark.report.Charts;
import io.nmr.benchmark.report.Document;
import io.nmr.benchmark.report.JsonReport;
import io.nmr.benchmark.report.Machine;
import io.nmr.benchmark.report.TextTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The command behind {@code ./nmr bench}. */
public final class Benchmarks {
  private static final Path FOLDER = Path.of("benchmarks", "target", "results");
  private static final Path DOCUMENT = Path.of("docs", "performance.md");
  private static final Path CHARTS = Path.of("docs", "charts");

  private Benchmarks() {}

  /** Runs in the project's folder. Exits with 2 if the options are wrong. */
  public static void main(String... arguments) throws Exception {
    try {
      run(Options.parse(arguments));
    } catch (Options.BadOptionException bad) {
      System.err.println("nmr bench: " + bad.getMessage() + " (./nmr bench --help)");
      System.exit(2);
    }
  }

  private static void run(Options options) throws Exception {
    Map<String, String> machine = Machine.facts(options.scale().name());
    Results results = new Run(options.scale(), options.groups()).measure(System.err);
    print(machine, results);
    write(machine, results);
    if (options.isPublished()) {
      Document.write(DOCUMENT, machine, results);
      Charts.write(results, CHARTS);
      System.err.println("written: " + DOCUMENT + ", " + CHARTS);
    }
  }

  private static void print(Map<String, String> machine, Results results) {
    System.out.println();
    machine.forEach((name, value) -> System.out.println(name + ": " + value));
    System.out.println();
    System.out.println(TextTables.figures(results));
    System.out.print(TextTables.goals(results));
  }

  private static void write(Map<String, String> machine, Results results) throws IOException {
    Files.createDirectories(FOLDER);
    Path json = FOLDER.resolve("results.json");
    Files.writeString(json, JsonReport.of(machine, results));
    System.err.println("written: " + json);
    for (Path each : Charts.write(results, FOLDER)) {
      System.err.println("written: " + each);
    }
  }
}
