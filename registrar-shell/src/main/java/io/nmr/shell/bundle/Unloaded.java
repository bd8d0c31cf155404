package io.nmr.shell.bundle;

import io.nmr.shell.result.Reachable;
import io.nmr.shell.result.Shown;
import io.nmr.shell.text.Durations;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import java.time.Duration;
import java.util.List;

/**
 * How an unload ended.
 *
 * @param id the bundle's id
 * @param bundle as {@code symbolic.name (id)}
 * @param isStopOnly whether it was stopped and no more
 * @param duration from the begin of the first stop on
 * @param refreshed the bundles that were stopped and started again with it, because they were wired
 *     to it
 * @param notes what did not go as it should, though the bundle is gone
 */
public record Unloaded(
    long id,
    String bundle,
    boolean isStopOnly,
    Duration duration,
    List<String> refreshed,
    List<String> notes)
    implements Shown {
  public Unloaded {
    refreshed = Reachable.list(refreshed);
    notes = Reachable.list(notes);
  }

  @Override
  public String show(Screen screen) {
    StringBuilder text =
        new StringBuilder(isStopOnly ? "Stopped " : "Unloaded ")
            .append(bundle)
            .append(" in ")
            .append(Durations.show(duration));
    if (!refreshed.isEmpty()) {
      text.append("; restarted ").append(String.join(", ", refreshed));
    }
    StringBuilder lines = new StringBuilder(Plain.of(text.append('.').toString()));
    notes.forEach(note -> lines.append("\n  ").append(Plain.of(note)));
    return lines.toString();
  }
}
