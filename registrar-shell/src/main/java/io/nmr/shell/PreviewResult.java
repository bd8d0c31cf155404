package io.nmr.shell;

import io.nmr.deploy.Preview;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.result.PublicCopy;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command would do.
 *
 * @param preview the deployer's preview
 */
public record PreviewResult(Preview preview) implements CommandResult {
  public PreviewResult {
    preview = PublicCopy.of(preview);
  }

  @Override
  public Object json() {
    return preview;
  }

  @Override
  public String show(Screen screen) {
    List<String> lines = new ArrayList<>();
    lines.add(Plain.of(OperationWait.capital(preview.summary()) + "."));
    add(lines, "stopped and started again, because they are wired to it", preview.restarted());
    add(lines, "components that become unsatisfied", preview.components());
    add(
        lines,
        "bindings that are detached, calls inside now: " + preview.calls(),
        preview.bindings());
    add(lines, "clients that are left with no provider", preview.without());
    add(lines, "clients that have another provider", preview.otherwise());
    add(lines, "what would hold it now", preview.holds());
    lines.add("Nothing has been touched.");
    return String.join("\n", lines);
  }

  private static void add(List<String> lines, String title, List<String> all) {
    if (!all.isEmpty()) {
      lines.add("  " + title + ":");
      all.forEach(each -> lines.add("    " + Plain.of(each)));
    }
  }
}
