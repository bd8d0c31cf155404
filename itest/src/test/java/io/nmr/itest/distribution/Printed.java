package io.nmr.itest.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process prints on one of its streams, read by a thread of its own. */
final class Printed {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  // Both guarded by this object's monitor, which is notified of each change.
  private final StringBuilder text = new StringBuilder();
  private boolean isAtEnd;

  private Printed() {}

  static Printed of(InputStream stream, String name) {
    Printed printed = new Printed();
    Thread reader = new Thread(() -> printed.read(stream), name);
    reader.setDaemon(true);
    reader.start();
    return printed;
  }

  private void read(InputStream stream) {
    char[] characters = new char[4096];
    try (Reader reader = new InputStreamReader(stream, UTF_8)) {
      for (int count = reader.read(characters); count >= 0; count = reader.read(characters)) {
        add(characters, count);
      }
    } catch (IOException closed) {
      // The process was destroyed; what it has printed before is there.
    } finally {
      end();
    }
  }

  private synchronized void add(char[] characters, int count) {
    text.append(characters, 0, count);
    notifyAll();
  }

  private synchronized void end() {
    isAtEnd = true;
    notifyAll();
  }

  synchronized int length() {
    return text.length();
  }

  synchronized String from(int start) {
    return text.substring(start);
  }

  List<String> lines() {
    return from(0).lines().toList();
  }

  MatchResult await(String regex) {
    return await(regex, 0);
  }

  /** The first match from a place on; waits for it, but not past the end of the stream. */
  synchronized MatchResult await(String regex, int start) {
    Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      Matcher matcher = pattern.matcher(text);
      if (matcher.find(start)) {
        return matcher.toMatchResult();
      }
      long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (isAtEnd || millis <= 0) {
        throw new AssertionError("no '" + regex + "' in what was printed:\n" + text);
      }
      awaitChange(millis);
    }
  }

  /** The stream's end: all that it ever will have been. */
  synchronized void awaitEnd() {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!isAtEnd) {
      long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (millis <= 0) {
        throw new AssertionError("still open, having printed:\n" + text);
      }
      awaitChange(millis);
    }
  }

  private void awaitChange(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException timeout) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted; printed was:\n" + text, timeout);
    }
  }
}
