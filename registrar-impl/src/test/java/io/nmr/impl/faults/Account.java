package io.nmr.impl.faults;

import io.nmr.faults.Who;
import java.util.ArrayList;
import java.util.List;

/** What has happened in one binding, as its two modules saw it; any thread. */
final class Account {
  private static final List<String> ORDER =
      List.of(
          "client attach",
          "provider attach",
          "client detach",
          "provider detach",
          "client cleanup",
          "provider cleanup");

  final long binding;
  private final List<String> callbacks = new ArrayList<>();
  private final List<String> wrongs = new ArrayList<>();
  private int inside;
  private boolean isCleaned;

  Account(long binding) {
    this.binding = binding;
  }

  /** A callback begins. */
  synchronized void note(Who who, String callback) {
    callbacks.add(who + " " + callback);
    if (callback.equals("cleanup")) {
      isCleaned = true;
      if (inside > 0) {
        wrongs.add(who + " is cleaned up with " + inside + " calls in progress (R15)");
      }
    }
  }

  /** A call begins in its callee. */
  synchronized void enter() {
    inside++;
    if (isCleaned) {
      wrongs.add("code of a callee runs after the cleanup (R13)");
    }
  }

  synchronized void leave() {
    inside--;
  }

  /** The callbacks so far, in order. */
  synchronized List<String> callbacks() {
    return List.copyOf(callbacks);
  }

  synchronized boolean has(Who who, String callback) {
    return callbacks.contains(who + " " + callback);
  }

  /** The rules that were broken: the callbacks are to be all, or those of a pair that declined. */
  synchronized List<String> wrongs() {
    List<String> all = new ArrayList<>(wrongs);
    boolean isDeclined = callbacks.size() <= 2;
    if (!callbacks.equals(isDeclined ? ORDER.subList(0, callbacks.size()) : ORDER)) {
      all.add("the callbacks were " + callbacks);
    }
    return all;
  }
}
