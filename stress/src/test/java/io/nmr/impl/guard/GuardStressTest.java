package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs jcstress. In the build it only looks whether the tests run; {@code mvn verify -Pstress -pl
 * stress -am} looks for long enough to find what was taken out of the broken ones.
 */
class GuardStressTest {
  private static final String MODE = System.getProperty("stress.mode", "sanity");
  private static final Path RESULTS =
      Path.of(System.getProperty("stress.results", "target/jcstress"));

  @ParameterizedTest
  @ValueSource(strings = {"EntryAgainstClosing", "ExitAgainstClosing"})
  void holds(String test) throws Exception {
    Run run = jcstress(test);
    assertThat(run.output)
        .containsPattern("[1-9][0-9]* passed, 0 failed, 0 soft errs, 0 hard errs");
    assertThat(run.exit).isZero();
  }

  /** What the results above are worth: with one part of the protocol taken out there are others. */
  @ParameterizedTest
  @ValueSource(strings = {"BrokenNoBarrier", "BrokenNoRecheck", "BrokenNoTakingBack"})
  void is_caught(String test) throws Exception {
    assumeTrue(!MODE.equals("sanity"), "a look this short finds nothing");
    Run run = jcstress(test);
    assertThat(run.output).contains("FORBIDDEN");
    assertThat(run.exit).isNotZero();
  }

  private record Run(int exit, String output) {}

  private static Run jcstress(String test) throws Exception {
    Path results = Files.createDirectories(RESULTS.resolve(test));
    Path output = results.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add("org.openjdk.jcstress.Main");
    command.addAll(List.of("-t", "\\." + test + "$", "-m", MODE, "-r", results.toString()));
    if (MODE.equals("sanity")) {
      command.addAll(List.of("-sc", "false")); // not every pair of the JVM's compilers
    }
    Process process =
        new ProcessBuilder(command)
            .directory(results.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(30, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(test + " does not end; see " + output);
    }
    return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
