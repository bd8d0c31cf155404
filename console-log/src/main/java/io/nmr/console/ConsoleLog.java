package io.nmr.console;

import io.nmr.text.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;

/**
 * Prints one line for each warning or error of any bundle, and for each entry at level INFO of the
 * bundles of this project, except the framework's events, which the log has at that level, too. For
 * an exception, the line has its text and the frame of the module that it comes from; the stack
 * trace follows only if that was asked for. Characters that are not printable are shown as their
 * numbers, because any bundle may have written them.
 */
final class ConsoleLog implements LogListener {
  private static final String OURS = "io.nmr.";
  // The log specification has names that begin so for the loggers of the framework's events.
  private static final String EVENTS = "Events.";
  // Felix's log passes an exception on wrapped in its own, which has the original's text.
  private static final String WRAPPER = "org.apache.felix.log.LogException: ";
  private static final int MOST_CAUSES = 8;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private final Consumer<String> out;
  private final ZoneId zone;
  private final boolean isTraced;

  /**
   * A log that prints lines.
   *
   * @param isTraced whether the stack trace of an exception is printed below the line
   */
  ConsoleLog(Consumer<String> out, ZoneId zone, boolean isTraced) {
    this.out = out;
    this.zone = zone;
    this.isTraced = isTraced;
  }

  @Override
  public void logged(LogEntry entry) {
    if (isShown(entry)) {
      print(
          Instant.ofEpochMilli(entry.getTime()),
          entry.getLogLevel(),
          entry.getLoggerName(),
          String.valueOf(entry.getMessage()),
          entry.getException());
    }
  }

  /** Prints one line, and the stack trace below it if that was asked for. */
  void print(
      Instant when, LogLevel level, String logger, String message, @Nullable Throwable thrown) {
    out.accept(line(when, level, logger, message, thrown));
    if (isTraced && thrown != null) {
      StackTrace.of(thrown).lines().forEach(line -> out.accept(indented(line)));
    }
  }

  private static String indented(String line) {
    return (line.startsWith("\t") ? "\t" : "") + Printable.line(line);
  }

  private static boolean isShown(LogEntry entry) {
    LogLevel level = entry.getLogLevel();
    return switch (level) {
      case AUDIT, ERROR, WARN -> true;
      case INFO -> isOurs(entry) && !entry.getLoggerName().startsWith(EVENTS);
      case DEBUG, TRACE -> false;
    };
  }

  private static boolean isOurs(LogEntry entry) {
    String bundle = entry.getBundle() == null ? null : entry.getBundle().getSymbolicName();
    return bundle != null && bundle.startsWith(OURS);
  }

  private String line(
      Instant when, LogLevel level, String logger, String message, @Nullable Throwable thrown) {
    String time = TIME.format(when.atZone(zone));
    return Printable.line(
        "%s %-5s %s: %s%s".formatted(time, level, logger, message, reasons(message, thrown)));
  }

  /**
   * The texts of the exception and its causes, without those that the message or another exception
   * has already. An exception is a bundle's object, whose methods may throw; then its class is
   * named.
   */
  private static String reasons(String message, @Nullable Throwable thrown) {
    if (thrown == null) {
      return "";
    }
    StringBuilder said = new StringBuilder(Printable.line(message));
    List<String> texts = new ArrayList<>();
    try {
      Throwable one = thrown;
      for (int i = 0; i < MOST_CAUSES && one != null; i++) {
        String text = Printable.line(one.toString().replace(WRAPPER, ""));
        if (said.indexOf(text) < 0) {
          said.append('\n').append(text);
          texts.add(text);
        }
        one = one.getCause();
      }
    } catch (Throwable failed) {
      texts.add(thrown.getClass().getName());
    }
    String reasons = String.join(", because of ", texts);
    String at = StackTrace.of(thrown).ownFrame().map(it -> "at " + it).orElse("");
    String both = reasons + (reasons.isEmpty() || at.isEmpty() ? "" : ", ") + at;
    return both.isEmpty() ? "" : " (" + both + ")";
  }
}
