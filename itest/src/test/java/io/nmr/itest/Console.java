package io.nmr.itest;

import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is printed, from its opening to its closing. */
final class Console {
  private final PrintStream before = System.out;
  private final StringBuffer printed = new StringBuffer();

  private Console() {}

  static Console open() {
    Console console = new Console();
    System.setOut(new PrintStream(new Printed(console.printed), true, StandardCharsets.ISO_8859_1));
    return console;
  }

  private static final class Printed extends OutputStream {
    private final StringBuffer text;

    Printed(StringBuffer text) {
      this.text = text;
    }

    @Override
    public void write(int character) {
      text.append((char) character);
    }
  }

  void close() {
    System.setOut(before);
  }

  List<String> lines() {
    return printed.toString().lines().toList();
  }

  /** The first group of the latest line that matches; waits for one. */
  String awaitLine(String regex) {
    Pattern pattern = Pattern.compile(regex);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> lines().stream().anyMatch(pattern.asMatchPredicate()));
    String found = "";
    for (String line : lines()) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches()) {
        found = matcher.group(1);
      }
    }
    return found;
  }
}
