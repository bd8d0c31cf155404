package io.nmr.impl.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs in a JVM of its own. */
final class OwnJvm {
  private OwnJvm() {}

  /**
   * Runs that program to its end with a small heap, and interpreted: no compiler takes part in who
   * runs out of memory where.
   *
   * @return what it has printed
   */
  static String withLittleMemory(Class<?> program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx16m", "-XX:+UseSerialGC", "-Xint"));
    String barrier = System.getProperty("nmr.guard.barrier");
    if (barrier != null) {
      command.add("-Dnmr.guard.barrier=" + barrier);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Background<byte[]> output =
        Background.start("output", () -> process.getInputStream().readAllBytes());
    boolean hasEnded = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = new String(output.get(), StandardCharsets.UTF_8).stripTrailing();
    assertThat(hasEnded).as("ended, with %s", text).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
