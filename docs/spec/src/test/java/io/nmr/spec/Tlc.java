package io.nmr.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of TLC, in a process of its own because TLC keeps its state in static fields. A
 * configuration is a {@code .cfg} file in {@code docs/spec}; what a run changes in it goes into a
 * copy.
 */
final class Tlc {
  private static final Path SPEC = Path.of("").toAbsolutePath();
  private static final long MINUTES_AT_MOST = Long.getLong("tlc.minutes", 15);

  private static final Pattern STATES =
      Pattern.compile("(?m)^(\\d+) states generated, (\\d+) distinct states found, 0 states left");
  private static final Pattern VIOLATED =
      Pattern.compile("Error: (?:Invariant|Action property) (\\w+) is violated");
  private static final Pattern CONSTANT = Pattern.compile("(?m)^( *%s *=).*$");
  private static final Pattern PROPERTIES =
      Pattern.compile("(?m)^(INVARIANTS|PROPERTIES)\\R((?: +\\w+\\R)+)");

  /**
   * What a run has said.
   *
   * @param violated the invariant or action property that TLC names; for a temporal property, which
   *     it does not name, the one that was checked; empty if all hold
   */
  record Outcome(String violated, long states, long distinct, double seconds, String output) {
    boolean holds() {
      return violated.isEmpty() && output.contains("No error has been found");
    }
  }

  private final String module;
  private final String name;
  private String configuration;
  private String temporal = "";
  private boolean isLarge;

  private Tlc(String module, String name) {
    this.module = module;
    this.name = name;
    try {
      this.configuration = Files.readString(SPEC.resolve(name + ".cfg"));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** A run of that configuration of the protocol. */
  static Tlc protocol(String name) {
    return new Tlc("MC", name);
  }

  /** A run of that configuration of the guard's fast path. */
  static Tlc guard(String name) {
    return new Tlc("Guard", name);
  }

  Tlc with(String constant, String value) {
    Matcher matcher =
        Pattern.compile(CONSTANT.pattern().formatted(constant)).matcher(configuration);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no constant " + constant + " in " + name + ".cfg");
    }
    configuration = matcher.replaceFirst("$1 " + Matcher.quoteReplacement(value));
    return this;
  }

  /** A run of minutes: worth the time that the optimizing compiler takes. */
  Tlc large() {
    isLarge = true;
    return this;
  }

  /** Spoils the action of that name; such a run ends at the first violation. */
  Tlc broken(String variant) {
    return with("Broken", '"' + variant + '"');
  }

  /** Checks one property alone: it has to see by itself what is wrong. */
  Tlc only(String property) {
    Matcher sections = PROPERTIES.matcher(configuration);
    String kind =
        sections
            .results()
            .filter(section -> List.of(section.group(2).split("\\s+")).contains(property))
            .map(section -> section.group(1))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(name + ".cfg has no " + property));
    temporal = property;
    configuration = sections.replaceAll("") + "\n" + kind + "\n  " + property + "\n";
    return this;
  }

  Outcome run() {
    try {
      Path directory = Files.createTempDirectory("tlc");
      Path config = Files.writeString(directory.resolve(name + ".cfg"), configuration);
      Path log = directory.resolve("out");
      long begun = System.nanoTime();
      Process process =
          new ProcessBuilder(command(config, directory))
              .directory(SPEC.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean hasEnded = process.waitFor(MINUTES_AT_MOST, TimeUnit.MINUTES);
      if (!hasEnded) {
        process.destroyForcibly().waitFor();
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      String output = Files.readString(log);
      deleteAll(directory);
      if (!hasEnded) {
        throw new AssertionError("TLC did not end in " + MINUTES_AT_MOST + " min:\n" + output);
      }
      return outcome(output, seconds);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }

  private List<String> command(Path config, Path directory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx" + System.getProperty("tlc.heap", "1g")));
    // TLC unpacks its standard modules there, under fixed names, and deletes them at its end: where
    // two runs shared the folder, one took them from under the other
    command.add("-Djava.io.tmpdir=" + directory);
    if (!isLarge) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "tlc2.TLC"));
    command.addAll(List.of("-workers", System.getProperty("tlc.workers", "1")));
    command.addAll(List.of("-lncheck", "final")); // once, on the whole graph
    command.addAll(List.of("-metadir", directory.resolve("states").toString()));
    command.addAll(List.of("-config", config.toString(), module));
    return command;
  }

  private Outcome outcome(String output, double seconds) {
    Matcher states = STATES.matcher(output);
    boolean hasCounts = states.find();
    return new Outcome(
        violated(output),
        hasCounts ? Long.parseLong(states.group(1)) : 0,
        hasCounts ? Long.parseLong(states.group(2)) : 0,
        seconds,
        output);
  }

  private String violated(String output) {
    Matcher named = VIOLATED.matcher(output);
    if (named.find()) {
      return named.group(1);
    }
    return output.contains("Error: Temporal properties were violated") ? temporal : "";
  }

  private static void deleteAll(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
