package io.nmr.tck;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run of the {@link Launcher} in a JVM of its own. */
final class TestRun {
  /** Far more than a run takes on a busy machine; {@link TestWatchdog} finds a test that hangs. */
  private static final long LIMIT_MINUTES = 40;

  private static final Path JARS = Path.of(System.getProperty("tck.jars"));
  private static final Path RESULTS = Path.of(System.getProperty("tck.results"));

  private final String name;
  private final Path storage;
  private final Path file;
  private final Path output;

  private TestRun(String name) throws IOException {
    Path folder = Files.createDirectories(RESULTS);
    this.name = name;
    this.storage = folder.resolve(name);
    this.file = folder.resolve(name + ".properties");
    this.output = folder.resolve(name + ".log");
  }

  /**
   * Runs all tests on the framework in that jar; {@code extender} has the extender's jar or none.
   */
  static Properties of(String name, String framework, List<String> extender)
      throws IOException, InterruptedException {
    TestRun run = new TestRun(name);
    Files.deleteIfExists(run.file);
    run.launch(framework, extender);
    Properties results = run.results();
    if (!"0".equals(results.getProperty("failed"))) {
      run.printOutput();
    }
    System.out.println(name + " " + results);
    return results;
  }

  private void launch(String framework, List<String> extender)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath(framework), Launcher.class.getName()));
    Stream.of(JARS, storage, file).map(Path::toString).forEach(command::add);
    command.addAll(extender);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        printOutput();
        throw new AssertionError(name + " takes longer than " + LIMIT_MINUTES + " minutes");
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      printOutput();
      throw new AssertionError(name + " ended with exit code " + process.exitValue());
    }
  }

  private static String classPath(String framework) {
    return Stream.concat(
            Stream.of(System.getProperty("tck.launcher")),
            Stream.of(framework, "junit", "hamcrest-core")
                .map(each -> JARS.resolve(each + ".jar").toString()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Properties results() throws IOException {
    Properties results = new Properties();
    try (InputStream content = Files.newInputStream(file)) {
      results.load(content);
    }
    return results;
  }

  private void printOutput() throws IOException {
    System.out.println("== output of " + name + ", also in " + output);
    Files.copy(output, System.out);
  }
}
