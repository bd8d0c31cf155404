package io.nmr.deploy.engine;

import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.engine.Task.CancelledException;
import io.nmr.log.MessageLog;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * Runs each operation on a thread of its own, so that none waits for a hold of another, and makes
 * its end known.
 */
final class OperationThreads {
  private final Operations operations;
  private final Exclusion exclusion;
  private final Bundle framework;
  private final MessageLog log;
  private volatile BiConsumer<OperationSnapshot, Boolean> listener = (end, isUnresolved) -> {};

  /** What an operation does. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  OperationThreads(Operations operations, Exclusion exclusion, Bundle framework, MessageLog log) {
    this.operations = operations;
    this.exclusion = exclusion;
    this.framework = framework;
    this.log = log;
  }

  /**
   * Tells a listener of each end, on the operation's thread, and whether the operation failed
   * because something is missing that another bundle may bring.
   */
  void whenEnded(BiConsumer<OperationSnapshot, Boolean> listens) {
    listener = listens;
  }

  /** Does an operation's work on a new thread, and then, whether it failed or not, the rest. */
  void start(Task task, Work work, Runnable rest) {
    try {
      Thread thread =
          new Thread(
              null, () -> run(task, work, rest), "nmr-deploy " + task.now().bundle(), 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      thread.start();
    } catch (Throwable failed) { // no thread could be started; the operation's end says so
      rest.run();
      end(task, State.FAILED, failed);
    }
  }

  private void run(Task task, Work work, Runnable rest) {
    State state = State.DONE;
    Throwable failure = null;
    try {
      work.run();
    } catch (CancelledException cancelled) {
      state = State.CANCELLED;
    } catch (Throwable failed) { // the operation's end says so
      state = State.FAILED;
      failure = failed;
    }
    rest.run();
    end(task, state, failure);
  }

  /**
   * Makes the end known: the operation is listed among those that have ended, then the log has a
   * line, and then {@link Task#done()} completes. A thread that waits for that finds both.
   */
  private void end(Task task, State state, @Nullable Throwable failed) {
    boolean isWatched = task.isWatched();
    OperationSnapshot end = task.end(state, Optional.ofNullable(failed).map(FailureText::of));
    exclusion.release(task);
    operations.end(task, end);
    try {
      log.log(message(end, isWatched), end.id(), end.by(), OutcomeText.of(end));
    } finally { // where the log fails, the end is told all the same, and the JVM prints the failure
      task.tell(end);
      listener.accept(end, failed instanceof UnresolvedException);
    }
  }

  /** A watcher tells a person how an operation ended; but the folder tells of failures only. */
  private LogMessage message(OperationSnapshot end, boolean isWatched) {
    if (end.state() == State.FAILED) {
      return isWatched ? LogMessage.FAILED_WATCHED : LogMessage.FAILED;
    } else if (isWatched && !end.by().equals(WatchedFolder.BY)) {
      return LogMessage.ENDED_WATCHED;
    }
    return framework.getState() == Bundle.STARTING ? LogMessage.ENDED_AT_START : LogMessage.ENDED;
  }
}
