package io.nmr.itest.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A copy of the distribution, started by its own script, as a process that is told commands through
 * its standard input.
 */
final class Nmr implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  final Printed out;
  final Printed err;
  final Modules modules;
  private final Launch launch;
  private final Process process;
  private final Writer commands;
  private int commandCount;

  private Nmr(Launch launch, Process process) {
    this.launch = launch;
    this.process = process;
    this.modules = launch.modules();
    this.out = Printed.of(process.getInputStream(), "out of nmr");
    this.err = Printed.of(process.getErrorStream(), "err of nmr");
    this.commands = process.outputWriter(UTF_8);
  }

  /** Returns when the shell answers; on ports that are free unless the options say otherwise. */
  static Nmr start(Jdk jdk, Path folder, String... options) throws IOException {
    return start(Launch.of(jdk, folder, options));
  }

  /** The same copy started once more, beside this one; by that program where one is given. */
  Nmr another(String... by) throws IOException {
    return start(launch, by);
  }

  /** Whether that program runs another here. */
  static boolean runs(String... by) throws InterruptedException {
    try {
      return new ProcessBuilder(concat(by, List.of("true"))).start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private static List<String> concat(String[] by, List<String> command) {
    return Stream.concat(Stream.of(by), command.stream()).toList();
  }

  private static Nmr start(Launch launch, String... by) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(concat(by, launch.command())).directory(launch.folder().toFile());
    builder.environment().keySet().retainAll(launch.environment().keySet());
    builder.environment().putAll(launch.environment());
    Nmr nmr = new Nmr(launch, builder.start());
    try {
      nmr.out.await(Launch.GREETING);
      return nmr;
    } catch (Throwable early) {
      nmr.close();
      throw new AssertionError("printed as errors: " + nmr.err.lines(), early);
    }
  }

  Served served() {
    return new Served(out);
  }

  /** What a command prints until the shell takes the next one. */
  String run(String command) throws IOException {
    String end = "end of command " + ++commandCount;
    int before = out.length();
    commands.write(command + "\necho " + end + "\n");
    commands.flush();
    out.await(end + "$", before);
    String printed = out.from(before);
    return printed.substring(0, printed.indexOf(end));
  }

  /** Repeats a command that shows something, until what it shows is as expected. */
  void awaitShown(String command, Consumer<String> expected) {
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> expected.accept(run(command)));
  }

  /** The code that the process ends with after a last command. */
  int endBy(String command) throws IOException, InterruptedException {
    commands.write(command + "\n");
    commands.flush();
    return end(command);
  }

  /** The code that the process ends with where nothing more is to come. */
  int endOfInput() throws IOException, InterruptedException {
    commands.close();
    return end("the end of the input");
  }

  private int end(String command) throws InterruptedException {
    assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS))
        .as("ended by '%s'; printed %s", command, out.lines())
        .isTrue();
    out.awaitEnd();
    err.awaitEnd();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
