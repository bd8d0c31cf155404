package io.nmr.shell.terminal;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;
import org.apache.felix.service.command.Process;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

/**
 * A command's hold on Ctrl-C. Until this object ends, Ctrl-C tells the command that asked for it
 * and does nothing else, so the command can say a last word and return.
 *
 * <p>Gogo's own way ends the job first and prints an exception, and the command's last word comes
 * after the next prompt. It also interrupts the command's thread, which may be printing: an
 * interrupt closes an output that is an interruptible channel. So nobody is interrupted here. Where
 * there is no jline, Ctrl-C does what Gogo does.
 */
public final class CtrlC {
  private final Runnable restore;

  private CtrlC(Runnable restore) {
    this.restore = restore;
  }

  /**
   * Takes Ctrl-C for the calling thread, which executes a command of that session.
   *
   * @param pressed runs on a thread of the JVM, once for each Ctrl-C
   */
  public static CtrlC runs(CommandSession session, Runnable pressed) {
    Process process = Process.Utils.current();
    Object terminal = session.get(".terminal");
    if (process == null || terminal == null) {
      return new CtrlC(() -> {});
    }
    try {
      return new CtrlC(InTerminal.handle(terminal, process.job(), pressed));
    } catch (NoClassDefFoundError absent) { // an optional import
      return new CtrlC(() -> {});
    }
  }

  /** Whether the calling thread executes what the person at the terminal waits for. */
  public static boolean isInForeground() {
    Process process = Process.Utils.current();
    return process == null || process.job().status() == Job.Status.Foreground;
  }

  /** Gives Ctrl-C back to Gogo. */
  public void end() {
    restore.run();
  }

  /**
   * Takes Ctrl-C from jline. This is a class of its own, so the JVM loads it only where jline is.
   */
  private static final class InTerminal {
    private InTerminal() {}

    static Runnable handle(Object candidate, Job job, Runnable pressed) {
      if (!(candidate instanceof Terminal terminal)) {
        return () -> {};
      }
      SignalHandler[] before = new SignalHandler[1];
      before[0] =
          terminal.handle(
              Signal.INT,
              signal -> {
                if (job.status() == Job.Status.Foreground) {
                  pressed.run();
                } else if (before[0] != null) {
                  before[0].handle(signal);
                }
              });
      return () -> terminal.handle(Signal.INT, before[0]);
    }
  }
}
