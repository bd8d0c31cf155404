package io.nmr.shell;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.jline.reader.LineReader;
import org.jspecify.annotations.Nullable;

/**
 * Prints the log's lines on the terminal of the shell without harm to what stands in its last line:
 * above the prompt and what has been typed behind it, above a question, above a line that is
 * written over. {@code console-log} finds this object as a service, a {@code Consumer} with the
 * property {@link #PROPERTY}, and prints by itself what this object throws at.
 *
 * <p>Any thread prints. The terminal is that of the first session that had one: the console's,
 * which starts before anybody can log in from elsewhere. A command that uses the last line takes it
 * for as long as it does; else the line editor of that session is asked, which knows by itself
 * whether somebody is typing.
 *
 * <p>This object's monitor guards who has the last line, and is held while a line is printed, so
 * that whoever gives the last line back finds no one printing for it. A thread that has the monitor
 * may wait for the line editor's lock. Gogo tells of each line that is executed with that lock
 * held, since completion executes some; so {@link #beforeExecute} takes no monitor.
 */
final class Above implements Consumer<String>, CommandSessionListener {
  /** Of the service. */
  static final String PROPERTY = "nmr.console.above";

  private static final String VARIABLE = ".nmr.above";

  /** Written by the thread of the console's session alone, which is the first to execute a line. */
  private volatile WeakReference<CommandSession> console = new WeakReference<>(null);

  @GuardedBy("this")
  private @Nullable Object holder;

  /**
   * Of a session: of the console's the one that the log prints with, of others one of their own.
   */
  static Above of(CommandSession session) {
    return session.get(VARIABLE) instanceof Above above ? above : new Above();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // that very session
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

  /** The last line is written over by a {@link LastLine}, or is of a line editor that asks. */
  synchronized void take(Object next) {
    holder = next;
  }

  @SuppressWarnings("ReferenceEquality") // that very holder
  synchronized void giveBack(Object former) {
    if (holder == former) {
      holder = null;
    }
  }

  /**
   * Prints a line.
   *
   * @throws IllegalStateException if there is no terminal; or what else the line editor may throw
   */
  @Override
  public synchronized void accept(String line) {
    CommandSession session = console.get();
    if (session == null) {
      throw new IllegalStateException("no session has a terminal");
    } else if (holder instanceof LastLine last) {
      last.printAbove(line);
    } else {
      InEditor.print(holder == null ? session.get(".reader") : holder, line);
    }
  }

  /** Prints a line where that can be. */
  boolean tryAccept(String line) {
    try {
      accept(line);
      return true;
    } catch (IllegalStateException noEditor) {
      return false;
    }
  }

  /** A class of its own, which is loaded only where jline is. */
  private static final class InEditor {
    static void print(@Nullable Object candidate, String line) {
      if (!(candidate instanceof LineReader reader)) {
        throw new IllegalStateException("no line editor is there yet");
      }
      reader.printAbove(line);
    }
  }
}
