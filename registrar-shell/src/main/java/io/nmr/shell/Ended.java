package io.nmr.shell;

import io.nmr.deploy.OperationDTO;
import io.nmr.shell.result.Reachable;
import io.nmr.shell.result.Shown;
import io.nmr.shell.text.Durations;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;

/**
 * How an operation ended.
 *
 * @param operation all that is known of it
 */
public record Ended(OperationDTO operation) implements Shown {
  public Ended {
    operation = Reachable.of(operation);
  }

  @Override
  public Object json() {
    return operation;
  }

  @Override
  public String show(Screen screen) {
    StringBuilder lines = new StringBuilder(Plain.of(sentence()));
    operation.notes().forEach(note -> lines.append("\n  ").append(Plain.of(note)));
    return lines.toString();
  }

  private String sentence() {
    String restarted =
        operation.restarted().isEmpty()
            ? ""
            : "; restarted " + String.join(", ", operation.restarted());
    String summary = operation.summary();
    boolean isName = operation.newBundle().filter(summary::startsWith).isPresent();
    return (isName ? summary : capital(summary))
        + (" in " + Durations.show(operation.duration()) + restarted + ".");
  }

  static String capital(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
