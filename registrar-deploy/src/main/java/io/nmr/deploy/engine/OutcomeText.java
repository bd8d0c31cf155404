package io.nmr.deploy.engine;

import io.nmr.deploy.OperationSnapshot;
import io.nmr.text.Durations;
import java.util.ArrayList;
import java.util.List;

/** Says in a sentence for the log how an operation ended. */
final class OutcomeText {
  private OutcomeText() {}

  static String of(OperationSnapshot end) {
    List<String> all = new ArrayList<>();
    switch (end.state()) {
      case FAILED -> all.add(end.title() + ": " + end.failure().orElse("for no known reason"));
      case CANCELLED -> all.add(end.title() + " was cancelled");
      default -> all.add(end.summary() + " in " + Durations.show(end.duration()));
    }
    if (!end.restarted().isEmpty()) {
      all.add("restarted " + String.join(", ", end.restarted()));
    }
    all.addAll(end.notes());
    return String.join("; ", all);
  }
}
