package io.nmr.deploy;

import java.util.List;
import java.util.Optional;

/**
 * What an operation would do if it began now. Nothing is touched to find out.
 *
 * @param kind what was asked for
 * @param bundle the bundle that would be stopped, as {@code symbolic.name (id)}; empty if none
 *     would
 * @param newBundle the bundle that would be started, as {@code symbolic.name version}
 * @param manner how the new bundle would take the old one's place
 * @param why the reason for the manner
 * @param restarted the bundles that would be stopped and started again because they are wired to
 *     the one that would be stopped
 * @param components the components that would become unsatisfied, where Declarative Services runs
 * @param bindings the bindings that would be detached
 * @param calls how many calls are inside these bindings now
 * @param without the clients that would be left with no provider, each with its NPI
 * @param otherwise the clients that would lose a provider and still have another one, each with its
 *     NPI
 * @param holds the calls in progress that would hold the stop
 */
public record Preview(
    Request.Kind kind,
    Optional<String> bundle,
    Optional<String> newBundle,
    Optional<Manner> manner,
    String why,
    List<String> restarted,
    List<String> components,
    List<String> bindings,
    int calls,
    List<String> without,
    List<String> otherwise,
    List<String> holds) {
  /** The preview in a sentence, such as {@code would unload hosts (6)}. */
  public String summary() {
    String old = bundle.orElse("");
    String fresh = newBundle.orElse("");
    return switch (kind) {
      case STOP -> "would stop " + old;
      case UNLOAD -> "would unload " + old;
      case REMOVE -> old.isEmpty() ? "would do nothing" : "would unload " + old;
      case SWAP, DEPLOY ->
          old.isEmpty()
              ? "would deploy " + fresh + ", in the place of nothing"
              : "would put " + fresh + " in the place of " + old + how();
    };
  }

  private String how() {
    return manner.map(it -> " " + it.words()).orElse("") + (why.isEmpty() ? "" : " (" + why + ")");
  }
}
