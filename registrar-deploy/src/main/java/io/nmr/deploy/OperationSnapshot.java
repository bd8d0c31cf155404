package io.nmr.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an operation stands, or ended.
 *
 * @param id its number; a later operation has a higher one
 * @param kind what was asked for
 * @param bundle the bundle that is stopped or replaced, as {@code symbolic.name (id)}; where there
 *     is none, the name in the manifest of the file, or the name of the file
 * @param bundleId the id of the bundle that is stopped or replaced; -1 where there is none
 * @param file the jar, where there is one
 * @param by who asked for it, such as {@code shell}
 * @param state whether it has ended, and how
 * @param step what the operation does at the moment, or how it ended, in a few words
 * @param since when it began
 * @param duration how long it has taken so far, or took in all
 * @param newBundle the bundle that is or was started, as {@code symbolic.name version (id)}
 * @param newBundleId the id of the bundle that is or was started; -1 where there is none
 * @param manner how the new bundle takes the old one's place, where it does
 * @param why the reason for the manner; empty where there is none
 * @param restarted the bundles that were stopped and started again because they were wired to the
 *     one that was stopped
 * @param notes what a person should know although the operation did not fail
 * @param failure why it failed, and what is running now
 */
public record OperationSnapshot(
    long id,
    Request.Kind kind,
    String bundle,
    long bundleId,
    Optional<String> file,
    String by,
    State state,
    String step,
    Instant since,
    Duration duration,
    Optional<String> newBundle,
    long newBundleId,
    Optional<Manner> manner,
    String why,
    List<String> restarted,
    List<String> notes,
    Optional<String> failure) {
  /** Whether an operation has ended, and how. */
  public enum State {
    /** It waits for another operation on the same bundle or file. */
    WAITING,
    /** It is under way. */
    RUNNING,
    /** It has ended as it should. */
    DONE,
    /** It has failed. */
    FAILED,
    /** It was cancelled; everything is as it was before. */
    CANCELLED
  }

  /** The operation as a noun, such as {@code the unload of hosts (6)}. */
  public String title() {
    return switch (kind) {
      case STOP -> "the stop of " + bundle;
      case UNLOAD, REMOVE -> "the unload of " + bundle;
      case SWAP -> "the swap of " + bundle;
      case DEPLOY -> "the deployment of " + bundle;
    };
  }

  /** What the operation has done if it has ended well, such as {@code unloaded hosts (6)}. */
  public String summary() {
    return switch (kind) {
      case STOP -> "stopped " + bundle;
      case UNLOAD -> "unloaded " + bundle;
      case REMOVE -> bundleId < 0 ? bundle + " is gone" : "unloaded " + bundle;
      case SWAP, DEPLOY -> {
        if (bundleId < 0) {
          yield "deployed " + newBundle.orElse(bundle);
        }
        yield newBundle
            .map(it -> it + " has taken the place of " + bundle + how())
            .orElse("left " + bundle + " as it is");
      }
    };
  }

  private String how() {
    return manner.map(it -> " " + it.words()).orElse("") + (why.isEmpty() ? "" : " (" + why + ")");
  }
}
