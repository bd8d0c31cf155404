package io.nmr.impl;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs jcstress in a JVM of its own. The build runs it for a short time; {@code mvn verify -Pstress
 * -pl stress -am} runs it for longer, and under every pair of the JVM's compilers.
 */
public final class Jcstress {
  private static final String MODE = System.getProperty("stress.mode", "sanity");
  private static final Path RESULTS =
      Path.of(System.getProperty("stress.results", "target/jcstress"));

  private final String output;
  private final int exit;

  private Jcstress(String output, int exit) {
    this.output = output;
    this.exit = exit;
  }

  /** Whether this is the short run of the build. */
  public static boolean isShort() {
    return MODE.equals("sanity");
  }

  /** Runs those tests, with further options of jcstress. */
  public static Jcstress run(String name, List<Class<?>> tests, String... more) throws Exception {
    String pattern = tests.stream().map(Class::getSimpleName).collect(joining("|", "\\.(", ")$"));
    Path results = Files.createDirectories(RESULTS.resolve(name));
    Path output = results.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("org.openjdk.jcstress.Main");
    command.addAll(List.of("-t", pattern, "-r", results.toString()));
    List<String> how = List.of(more);
    if (isShort()) {
      command.addAll(List.of("-sc", "false")); // not every pair of the JVM's compilers
      if (!how.contains("-jvmArgs")) {
        command.addAll(List.of("-jvmArgs", "-XX:+TieredCompilation")); // nor each of its settings
      }
    }
    if (!how.contains("-m")) {
      command.addAll(List.of("-m", MODE));
    }
    command.addAll(how);
    Process process =
        new ProcessBuilder(command)
            .directory(results.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(30, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(name + " does not end; see " + output);
    }
    return new Jcstress(Files.readString(output, StandardCharsets.UTF_8), process.exitValue());
  }

  /** Asserts that no test has seen a forbidden result. */
  public void hasHeld() {
    assertThat(output).containsPattern("[1-9][0-9]* passed, 0 failed, 0 soft errs, 0 hard errs");
    assertThat(exit).isZero();
  }

  /** Whether each of those tests has seen a forbidden result. */
  public boolean isCaught(List<Class<?>> tests) {
    return tests.stream().allMatch(test -> output.contains("[FAILED] " + test.getName()));
  }

  /**
   * Asserts that each of those tests has seen a forbidden result, and none has failed otherwise.
   */
  public void hasCaught(List<Class<?>> tests) {
    assertThat(output).contains("0 soft errs, 0 hard errs");
    for (Class<?> test : tests) {
      assertThat(output).contains("[FAILED] " + test.getName());
    }
  }
}
