package io.nmr.shell;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.PrintStream;
import org.apache.felix.service.command.CommandSession;

/**
 * The last line of a terminal, which a command writes over. For the thread that executes the
 * command; the log's lines come above it ({@link Above}), whose monitor all writing is done under.
 */
final class LastLine implements AutoCloseable {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final CommandSession session;
  private final Above above;

  /** What stands there; empty while it is not this command's. */
  @GuardedBy("above")
  private String text = "";

  LastLine(CommandSession session) {
    this.session = session;
    this.above = Above.of(session);
  }

  /** Writes a text that has room in it, and is not empty. */
  void write(String next) {
    synchronized (above) {
      if (text.isEmpty()) {
        above.take(this);
      }
      text = next;
      System.out.print(CLEAR_LINE + text);
      System.out.flush();
    }
  }

  /** On the log's thread, of which {@code System.out} is not this command's; with the monitor. */
  void printAbove(String line) {
    PrintStream terminal = session.getConsole();
    synchronized (above) {
      terminal.print(CLEAR_LINE + line + "\r\n" + text);
    }
    terminal.flush();
  }

  @Override
  public void close() {
    clear();
  }

  /** Leaves it empty, and to others. */
  void clear() {
    synchronized (above) {
      if (!text.isEmpty()) {
        System.out.print(CLEAR_LINE);
        System.out.flush();
        text = "";
        above.giveBack(this);
      }
    }
  }
}
