package io.nmr.benchmark;

import io.nmr.benchmark.felix.BuiltBundles;
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
 * A JVM for one measured loop, so that no other has filled its heap or taught its compiler: the
 * scale goes in through a file, and the figures come back through it.
 */
final class Fork {
  /** Of one size and in memory from the start: what is measured does not wait for pages. */
  private static final List<String> HEAP =
      List.of("-Xms4g", "-Xmx4g", "-Xmn2g", "-XX:+AlwaysPreTouch");

  private Fork() {}

  /** Measures in a JVM of its own; what it prints is printed. */
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
            "-D" + BuiltBundles.FOLDER + "=" + System.getProperty(BuiltBundles.FOLDER, ""),
            "-cp",
            System.getProperty("java.class.path"),
            Fork.class.getName(),
            scenario.name(),
            file.toString()));
    return new ProcessBuilder(command).inheritIO().start();
  }

  /** In the JVM: the loop's name, and the file. Ends it whatever threads a contender has left. */
  public static void main(String... arguments) {
    int code = 0;
    try {
      Path file = Path.of(arguments[1]);
      List<Measure> measures = new ArrayList<>();
      Scenarios.named(arguments[0]).measure((Scale) read(file), measures::add);
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
