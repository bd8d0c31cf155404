package io.nmr.shell;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;
import org.apache.felix.service.command.Process;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

/**
 * Until it ends, Ctrl-C tells the command that asked for it, and nothing else: the command can say
 * a last word and return. Gogo's own way ends the job first, prints an exception, and lets the
 * command's last word come after the next prompt. It also interrupts the command's thread, which
 * may be printing, and an interrupt closes an output that is an interruptible channel. So nobody is
 * interrupted here. Where there is no jline, Gogo's way it is.
 */
final class CtrlC {
  private final Runnable restore;

  private CtrlC(Runnable restore) {
    this.restore = restore;
  }

  /**
   * For the calling thread, which executes a command of that session.
   *
   * @param pressed is run on a thread of the JVM, once for each Ctrl-C
   */
  static CtrlC runs(CommandSession session, Runnable pressed) {
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
  static boolean isInForeground() {
    Process process = Process.Utils.current();
    return process == null || process.job().status() == Job.Status.Foreground;
  }

  /** Ctrl-C is Gogo's again. */
  void end() {
    restore.run();
  }

  /** A class of its own, which is loaded only where jline is. */
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
