package io.nmr.itest.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A copy of the distribution, started by its own script in a terminal, where a person types. */
final class Terminal implements AutoCloseable {
  static final String ENTER = "\r";
  static final String TAB = "\t";
  static final String CTRL_C = "\u0003";
  static final int WIDTH = 120;

  private static final int HEIGHT = 40;
  // At the right edge of a prompt's line.
  private static final Pattern CLOCK =
      Pattern.compile("^(nmr>.*?) +\\d\\d:\\d\\d:\\d\\d$", Pattern.MULTILINE);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  final Modules modules;
  private final Path log;
  private final PtyProcess process;
  private final Writer keys;

  // All guarded by this object's monitor, which is notified of each change.
  private final Paper paper = new Paper(WIDTH);
  private boolean isAtEnd;
  private @Nullable RuntimeException failure;

  private Terminal(PtyProcess process, Modules modules, Path log) {
    this.process = process;
    this.modules = modules;
    this.log = log;
    this.keys = process.outputWriter(UTF_8);
    Thread reader = new Thread(this::read, "terminal of nmr");
    reader.setDaemon(true);
    reader.start();
  }

  /** Aborts a test, saying why, where no terminal is to be had. */
  static void assumeAvailable() throws InterruptedException {
    try {
      new PtyProcessBuilder(new String[] {"true"}).start().waitFor();
    } catch (IOException | RuntimeException | LinkageError none) {
      abort("no pseudo-terminal can be had here: " + none);
    }
  }

  /** Returns at the first prompt. What is logged goes to a file: it comes at any time. */
  static Terminal start(Jdk jdk, Path folder, String... options) throws IOException {
    return start(true, jdk, folder, options);
  }

  /** The same for who starts it at a terminal and does nothing about the log, which is shown. */
  static Terminal startWithLog(Jdk jdk, Path folder, String... options) throws IOException {
    return start(false, jdk, folder, options);
  }

  private static Terminal start(boolean isLogElsewhere, Jdk jdk, Path folder, String... options)
      throws IOException {
    Launch launch = Launch.of(jdk, folder, options);
    Path log = folder.resolve("log.txt");
    Map<String, String> environment = launch.environment();
    environment.put("TERM", "xterm");
    // Commands once typed are remembered there.
    String home = "-Duser.home=" + Files.createDirectory(folder.resolve("home"));
    String line = "exec \"$@\" " + home + (isLogElsewhere ? " 2>" + log : "");
    Files.createFile(log);
    List<String> command = new ArrayList<>(List.of("bash", "-c", line, "nmr"));
    command.addAll(launch.command());
    PtyProcess process =
        new PtyProcessBuilder(command.toArray(String[]::new))
            .setDirectory(folder.toString())
            .setEnvironment(environment)
            .setInitialColumns(WIDTH)
            .setInitialRows(HEIGHT)
            .setRedirectErrorStream(true)
            .start();
    Terminal terminal = new Terminal(process, launch.modules(), log);
    try {
      terminal.awaitLine(Launch.GREETING, 0);
      terminal.awaitPrompt();
      return terminal;
    } catch (Throwable early) {
      terminal.close();
      throw new AssertionError("logged: " + Files.readString(log), early);
    }
  }

  private void read() {
    char[] characters = new char[4096];
    try (Reader reader = new InputStreamReader(process.getInputStream(), UTF_8)) {
      for (int count = reader.read(characters); count >= 0; count = reader.read(characters)) {
        write(characters, count);
      }
    } catch (IOException closed) {
      // The process was destroyed; what it has printed before is there.
    } catch (RuntimeException unreadable) {
      failure(unreadable);
    } finally {
      end();
    }
  }

  private synchronized void write(char[] characters, int count) {
    for (int i = 0; i < count; i++) {
      paper.write(characters[i]);
    }
    notifyAll();
  }

  private synchronized void failure(RuntimeException thrown) {
    failure = thrown;
  }

  private synchronized void end() {
    isAtEnd = true;
    notifyAll();
  }

  void type(String text) throws IOException {
    keys.write(text);
    keys.flush();
  }

  /** Types a command, and returns what stands there when the prompt is back, from its line on. */
  String run(String command) throws IOException {
    return awaitPrompt(enter(command));
  }

  /** Types a command, and returns the row of its line when that has left the prompt. */
  int enter(String command) throws IOException {
    int first = row();
    type(command);
    await("'" + command + "' typed", it -> it.beforeCursor().endsWith(command));
    type(ENTER);
    await("'" + command + "' taken", it -> it.row() > first);
    return first;
  }

  synchronized int row() {
    return paper.row();
  }

  synchronized String styleOf(String text) {
    return paper.styleOf(text);
  }

  /** What stands there from a row on, without the prompt that waits, and without clocks. */
  private String from(int first) {
    String text = CLOCK.matcher(String.join("\n", paper.linesFrom(first))).replaceAll("$1");
    String prompt = Launch.PROMPT.strip();
    return text.endsWith("\n" + prompt)
        ? text.substring(0, text.length() - prompt.length() - 1)
        : text;
  }

  /** With the cursor behind it and nothing typed. */
  void awaitPrompt() {
    awaitPrompt(0);
  }

  /** The same; what stands there from a row on at that moment. */
  String awaitPrompt(int first) {
    return await("a prompt", it -> it.beforeCursor().equals(Launch.PROMPT), first);
  }

  /** Some line from a row on; and what stands there at that moment. */
  String awaitLine(String regex, int first) {
    Predicate<String> matches = Pattern.compile(regex).asPredicate();
    return await("'" + regex + "'", it -> it.linesFrom(first).stream().anyMatch(matches), first);
  }

  void await(String what, Predicate<Paper> condition) {
    await(what, condition, 0);
  }

  /** What stands there from a row on when it is so; a moment later more may be half drawn. */
  synchronized String await(String what, Predicate<Paper> condition, int from) {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!condition.test(paper)) {
      long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (isAtEnd || millis <= 0) {
        String shown = String.join("\n", paper.linesFrom(0));
        throw new AssertionError("no " + what + " in what is shown:\n" + shown, failure);
      }
      try {
        wait(millis);
      } catch (InterruptedException timeout) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, timeout);
      }
    }
    return from(from);
  }

  /** What was logged so far. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).join();
  }
}
