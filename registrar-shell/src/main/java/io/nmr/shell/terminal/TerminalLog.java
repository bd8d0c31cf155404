package io.nmr.shell.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.jline.reader.LineReader;
import org.jspecify.annotations.Nullable;

/**
 * The log's way to the terminal of the shell. A line of the log is printed above whatever stands in
 * the terminal's last line: the prompt with what has been typed behind it, a question, or a {@link
 * ProgressLine}. {@code console-log} finds this object as a service, a {@code Consumer} with the
 * property {@link #PROPERTY}; where {@link #accept} throws, {@code console-log} prints the line
 * itself.
 *
 * <p>Any thread may print. The terminal is that of the first session that had one, which is the
 * console's: it starts before anybody can log in from elsewhere. A command that uses the last line
 * takes the line for that time. Otherwise the line editor of the console's session prints, which
 * knows by itself whether somebody is typing.
 *
 * <p>This object's monitor guards who has the last line. A thread holds it while it prints a line,
 * so nobody prints for a holder that has given the last line back. A thread with this monitor may
 * wait for the line editor's lock. Gogo calls {@link #beforeExecute} with that lock held, since
 * completion executes some lines; so {@code beforeExecute} takes no monitor.
 */
public final class TerminalLog implements Consumer<String>, CommandSessionListener {
  /** The property of the service. */
  public static final String PROPERTY = "nmr.console.above";

  private static final String VARIABLE = ".nmr.above";

  /**
   * The console's session. Only the thread of that session writes this field; it is the first
   * thread that executes a line.
   */
  private volatile WeakReference<CommandSession> console = new WeakReference<>(null);

  @GuardedBy("this")
  private @Nullable Object holder;

  /**
   * The log of a session's terminal: for the console's session, the object that the log prints
   * with; for any other session, an object of its own.
   */
  public static TerminalLog of(CommandSession session) {
    return session.get(VARIABLE) instanceof TerminalLog log ? log : new TerminalLog();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // compares with that very session
  public void beforeExecute(CommandSession session, CharSequence line) {
    if (console.get() == null && session.get(".terminal") != null) {
      console = new WeakReference<>(session);
      session.put(VARIABLE, this);
    }
  }

  @Override
  public void afterExecute(CommandSession session, CharSequence line, Exception failed) {}

  @Override
  public void afterExecute(CommandSession session, CharSequence line, Object result) {}

  /** Gives the last line to a {@link ProgressLine}, or to a line editor that asks a question. */
  synchronized void take(Object next) {
    holder = next;
  }

  @SuppressWarnings("ReferenceEquality") // compares with that very holder
  synchronized void giveBack(Object former) {
    if (holder == former) {
      holder = null;
    }
  }

  /**
   * Prints a line.
   *
   * @throws IllegalStateException if there is no terminal; the line editor may throw other
   *     exceptions
   */
  @Override
  public synchronized void accept(String line) {
    CommandSession session = console.get();
    if (session == null) {
      throw new IllegalStateException("no session has a terminal");
    } else if (holder instanceof ProgressLine last) {
      last.printAbove(line);
    } else {
      InEditor.print(holder == null ? session.get(".reader") : holder, line);
    }
  }

  /** Prints a line if there is a terminal. */
  public boolean tryAccept(String line) {
    try {
      accept(line);
      return true;
    } catch (IllegalStateException noEditor) {
      return false;
    }
  }

  /** Prints through jline. This is a class of its own, so the JVM loads it only where jline is. */
  private static final class InEditor {
    static void print(@Nullable Object candidate, String line) {
      if (!(candidate instanceof LineReader reader)) {
        throw new IllegalStateException("no line editor is there yet");
      }
      reader.printAbove(line);
    }
  }
}
