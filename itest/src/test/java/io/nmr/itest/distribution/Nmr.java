package io.nmr.itest.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A copy of the distribution, started by its own script, as a process that is told commands through
 * its standard input.
 */
final class Nmr implements AutoCloseable {
  /** Printed when the shell is there, after the modules of the folder were started. */
  private static final String GREETING = "^Network module registrar\\.";

  private static final String PROMPT = "nmr> ";
  private static final Duration LONGEST = Duration.ofSeconds(30);

  final Printed out;
  final Printed err;
  final Modules modules;
  private final Process process;
  private final Writer commands;
  private int commandCount;

  private Nmr(Process process, Modules modules) {
    this.process = process;
    this.modules = modules;
    this.out = Printed.of(process.getInputStream(), "out of nmr");
    this.err = Printed.of(process.getErrorStream(), "err of nmr");
    this.commands = process.outputWriter(UTF_8);
  }

  /** Returns when the shell answers; on ports that are free unless the options say otherwise. */
  static Nmr start(Jdk jdk, Path folder, String... options) throws IOException {
    Path built = Path.of(System.getProperty("itest.distribution"));
    Path home = copy(built, Files.createDirectory(folder.resolve("nmr")));
    List<String> command = new ArrayList<>(List.of("bash", home.resolve("bin/nmr").toString()));
    command.add("-Dnmr.sample.gateway.port=0");
    command.add("-Dnmr.sample.tcp.echo.port=0");
    command.add("-Dnmr.sample.tcp.message.port=0");
    command.add("-Dnmr.sample.unix.dir=" + folder);
    command.add("-Dfelix.fileinstall.poll=100");
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", jdk.home().orElseThrow().toString());
    // Each would make the JVM print a line.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Modules modules = new Modules(home.resolve("modules"), built.resolve("modules"));
    Nmr nmr = new Nmr(builder.start(), modules);
    try {
      nmr.out.await(GREETING);
      return nmr;
    } catch (Throwable early) {
      nmr.close();
      throw new AssertionError("printed as errors: " + nmr.err.lines(), early);
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = from.relativize(file);
        if (!name.startsWith("cache")) {
          Path copy = to.resolve(name.toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
    return to;
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
    return printed.substring(0, printed.indexOf(end)).replace(PROMPT, "");
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
