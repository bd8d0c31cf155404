package io.nmr.deploy.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.Progress;
import io.nmr.deploy.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The operations that are under way, and the latest ones that have ended: each is in one of the two
 * lists from its begin on. Any thread may call; no method blocks.
 */
final class Operations {
  private static final int REMEMBERED = 100;

  private final Function<Set<Long>, Progress> progress;

  @GuardedBy("this")
  private long lastId;

  @GuardedBy("this")
  private final Map<Long, Task> running = new TreeMap<>();

  @GuardedBy("this")
  private final Deque<OperationSnapshot> ended = new ArrayDeque<>();

  /**
   * No operations yet.
   *
   * @param progress tells what the bundles with these ids wait for
   */
  Operations(Function<Set<Long>, Progress> progress) {
    this.progress = progress;
  }

  synchronized Task begin(Request request, Subject subject) {
    Task task = new Task(++lastId, request, subject, progress);
    running.put(task.id(), task);
    return task;
  }

  /** The operation has ended in that way. */
  synchronized void end(Task task, OperationSnapshot end) {
    running.remove(task.id());
    ended.addLast(end);
    if (ended.size() > REMEMBERED) {
      ended.removeFirst();
    }
  }

  /** The operation with that id, if it is under way. */
  synchronized Optional<Operation> running(long id) {
    return Optional.ofNullable(running.get(id));
  }

  /** The other operations that are under way. */
  synchronized List<Task> others(Task task) {
    return running.values().stream().filter(it -> !it.equals(task)).toList();
  }

  /** Those under way and the latest that have ended, in the order of their begin. */
  List<OperationSnapshot> all() {
    List<OperationSnapshot> all;
    List<Task> now;
    synchronized (this) {
      all = new ArrayList<>(ended);
      now = List.copyOf(running.values());
    }
    now.forEach(each -> all.add(each.now()));
    all.sort(Comparator.comparingLong(OperationSnapshot::id));
    return all;
  }
}
