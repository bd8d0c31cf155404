package io.nmr.deploy;

import io.nmr.Blocker;
import java.util.List;

/**
 * What the stops of an operation wait for.
 *
 * @param bindings how many bindings of the stopped bundles are left
 * @param calls how many calls through these bindings are in progress
 * @param blockers what the deregistrations wait for
 */
public record Progress(int bindings, int calls, List<Blocker> blockers) {
  /** No binding is left. */
  public static final Progress NONE = new Progress(0, 0, List.of());

  /**
   * The progress in one line, such as {@code bindings left 1, calls left 2, waits for call by load
   * (5) …}.
   */
  public String text() {
    String waiting =
        switch (blockers.size()) {
          case 0 -> "";
          case 1 -> ", waits for " + blockers.get(0);
          default -> ", waits for %d, the first %s".formatted(blockers.size(), blockers.get(0));
        };
    return "bindings left %d, calls left %d%s".formatted(bindings, calls, waiting);
  }
}
