package io.nmr.console;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;

/**
 * Prints one line for each warning or error of any bundle, and for what the bundles of this project
 * tell at level INFO; not the events of the framework, which the log keeps at that level too. A
 * stack trace stays in the log; the line has the exception's own text.
 */
final class ConsoleLog implements LogListener {
  private static final String OURS = "io.nmr.";
  // What the log specification calls the loggers of the framework's own events.
  private static final String EVENTS = "Events.";
  // Felix's log passes an exception on as one of its own, whose text is the original's.
  private static final String WRAPPER = "org.apache.felix.log.LogException: ";
  private static final int MOST_CAUSES = 8;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private final PrintStream out;
  private final ZoneId zone;

  ConsoleLog(PrintStream out, ZoneId zone) {
    this.out = out;
    this.zone = zone;
  }

  @Override
  public void logged(LogEntry entry) {
    if (isShown(entry)) {
      out.println(line(entry));
    }
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

  private String line(LogEntry entry) {
    String message = String.valueOf(entry.getMessage());
    String time = TIME.format(Instant.ofEpochMilli(entry.getTime()).atZone(zone));
    String text =
        "%s %-5s %s: %s%s"
            .formatted(
                time,
                entry.getLogLevel(),
                entry.getLoggerName(),
                message,
                reasons(message, entry.getException()));
    return text.strip().replaceAll("\\s*\\R\\s*", " | ");
  }

  /**
   * The exception with its causes, down to the one that says what was wrong; each text once, also
   * where the message or another exception has it already. An exception is a bundle's object, and
   * may fail to say anything: then its class has to do.
   */
  private static String reasons(String message, @Nullable Throwable thrown) {
    if (thrown == null) {
      return "";
    }
    StringBuilder said = new StringBuilder(message);
    List<String> texts = new ArrayList<>();
    try {
      Throwable one = thrown;
      for (int i = 0; i < MOST_CAUSES && one != null; i++) {
        String text = one.toString().replace(WRAPPER, "");
        if (said.indexOf(text) < 0) {
          said.append('\n').append(text);
          texts.add(text);
        }
        one = one.getCause();
      }
    } catch (Throwable failed) {
      texts.add(thrown.getClass().getName());
    }
    return texts.isEmpty() ? "" : " (" + String.join(", because of ", texts) + ")";
  }
}
