package io.nmr.itest;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** What the fixtures say, as {@code bundle:event} in order, and where the test holds them. */
public final class Outside implements Function<Object, Object> {
  private final Queue<String> events = new ConcurrentLinkedQueue<>();
  private final Map<String, Gate> gates = new ConcurrentHashMap<>();
  private final Map<String, Action> reactions = new ConcurrentHashMap<>();

  /** Weakly: from JDK 21 on a thread that has ended keeps its task, and so a module's classes. */
  private final Map<String, WeakReference<Thread>> threads = new ConcurrentHashMap<>();

  /** What the test does at an event, on the fixture's thread. */
  public interface Action {
    /** Does it. */
    void run() throws Exception;
  }

  @Override
  public Object apply(Object event) {
    threads.put((String) event, new WeakReference<>(Thread.currentThread()));
    events.add((String) event);
    Gate gate = gates.get(event);
    if (gate != null) {
      gate.pass();
    }
    Action reaction = reactions.remove(event);
    if (reaction != null) {
      try {
        reaction.run();
      } catch (Exception thrown) {
        throw new IllegalStateException("the test's reaction to " + event, thrown);
      }
    }
    return null;
  }

  /** Holds whoever comes to that event. */
  public Gate holdAt(String event) {
    return gates.computeIfAbsent(event, Gate::new);
  }

  /** Does that once, at that event, after its gate. */
  public void on(String event, Action reaction) {
    reactions.put(event, reaction);
  }

  /** What was said so far. */
  public List<String> events() {
    return List.copyOf(events);
  }

  /** The thread that said so last; null if nobody did, or its thread has ended and gone. */
  public Thread threadAt(String event) {
    WeakReference<Thread> thread = threads.get(event);
    return thread == null ? null : thread.get();
  }

  /** How often that was said. */
  public long count(String event) {
    return events.stream().filter(event::equals).count();
  }

  /** Forgets it. */
  public void forgetEvents() {
    events.clear();
  }

  void openAllGates() {
    gates.values().forEach(Gate::leave);
  }
}
