package io.nmr.benchmark;

import io.nmr.benchmark.measure.Results;
import io.nmr.benchmark.report.GoalTable;
import io.nmr.benchmark.report.JsonReport;
import io.nmr.benchmark.report.Machine;
import io.nmr.benchmark.report.TextTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The command behind {@code ./nmr bench}. */
public final class Benchmarks {
  private static final Path FOLDER = Path.of("benchmarks", "target", "results");

  private Benchmarks() {}

  /** Runs in the folder of the project. Ends the JVM with 2 where the options are wrong. */
  public static void main(String... arguments) throws Exception {
    try {
      run(Options.parse(arguments));
    } catch (BadOptionException bad) {
      System.err.println("nmr bench: " + bad.getMessage() + " (./nmr bench --help)");
      System.exit(2);
    }
  }

  private static void run(Options options) throws Exception {
    Map<String, String> machine = Machine.facts(options.scale().name());
    Results results = new Run(options.scale(), options.groups()).measure(System.err);
    System.out.println();
    machine.forEach((name, value) -> System.out.println(name + ": " + value));
    System.out.println();
    System.out.println(TextTable.of(results));
    System.out.print(GoalTable.of(results));
    Files.createDirectories(FOLDER);
    Path json = FOLDER.resolve("results.json");
    Files.writeString(json, JsonReport.of(machine, results));
    System.err.println("written: " + json);
  }
}
