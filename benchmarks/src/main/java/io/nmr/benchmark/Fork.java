package io.nmr.benchmark;

import io.nmr.benchmark.felix.EmbeddedFelix;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.measure.Scenario;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of its own for one scenario, so that no other scenario has filled the heap or shaped what
 * the JIT compiler has done. A file carries the scale in and the figures back.
 */
final class Fork {
  /** A heap of fixed size, in memory from the start, so that no page fault is timed. */
  private static final List<String> HEAP =
      List.of("-Xms4g", "-Xmx4g", "-Xmn2g", "-XX:+AlwaysPreTouch");

  private Fork() {}

  /** Starts the JVM, which shares the standard streams, and waits for its figures. */
  static List<Measure> run(Scenario scenario, Scale scale)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("nmr-benchmark", ".ser");
    try {
      write(file, scale);
      int code = process(scenario, file).waitFor();
      if (code != 0) {
        throw new IllegalStateException("'" + scenario.name() + "' ended with code " + code);
      }
      return new ArrayList<>(List.of((Measure[]) read(file)));
    } finally {
      Files.delete(file);
    }
  }

  private static Process process(Scenario scenario, Path file) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(HEAP);
    command.addAll(
        List.of(
            "-D" + EmbeddedFelix.BUNDLES + "=" + System.getProperty(EmbeddedFelix.BUNDLES, ""),
            "-cp",
            System.getProperty("java.class.path"),
            Fork.class.getName(),
            scenario.name(),
            file.toString()));
    return new ProcessBuilder(command).inheritIO().start();
  }

  /**
   * Runs in that JVM; the arguments are the scenario's name and the file. Exits whatever threads
   * are left.
   */
  public static void main(String... arguments) {
    int code = 0;
    try {
      Path file = Path.of(arguments[1]);
      List<Measure> measures = new ArrayList<>();
      Run.scenario(arguments[0]).measure((Scale) read(file), measures::add);
      write(file, measures.toArray(Measure[]::new));
    } catch (Throwable thrown) {
      thrown.printStackTrace();
      code = 1;
    }
    System.exit(code);
  }

  private static Object read(Path file) throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
      return in.readObject();
    } catch (ClassNotFoundException wrong) {
      throw new IOException("written by another version", wrong);
    }
  }

  private static void write(Path file, Object object) throws IOException {
    try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
      out.writeObject(object);
    }
  }
}
