package io.nmr.itest;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** What the fixtures say, as {@code bundle:event} in order, and where the test holds them. */
final class Outside implements Function<Object, Object> {
  private final Queue<String> events = new ConcurrentLinkedQueue<>();
  private final Map<String, Gate> gates = new ConcurrentHashMap<>();
  private final Map<String, Action> reactions = new ConcurrentHashMap<>();

  /** What the test does at an event, on the fixture's thread. */
  interface Action {
    void run() throws Exception;
  }

  @Override
  public Object apply(Object event) {
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
  Gate holdAt(String event) {
    return gates.computeIfAbsent(event, Gate::new);
  }

  /** Does that once, at that event, after its gate. */
  void on(String event, Action reaction) {
    reactions.put(event, reaction);
  }

  /** What was said so far. */
  List<String> events() {
    return List.copyOf(events);
  }

  /** How often that was said. */
  long count(String event) {
    return events.stream().filter(event::equals).count();
  }

  void forgetEvents() {
    events.clear();
  }

  void openAllGates() {
    gates.values().forEach(Gate::leave);
  }
}
