package io.nmr.deploy.engine;

import io.nmr.deploy.Manner;
import io.nmr.deploy.OperationDTO;
import io.nmr.deploy.OperationDTO.State;
import java.util.ArrayList;
import java.util.List;

/** How an operation ended, in a sentence for the log. */
final class Words {
  private Words() {}

  static String of(OperationDTO end) {
    List<String> all = new ArrayList<>();
    String failure = end.failure().orElse("");
    if (end.state() == State.FAILED) {
      all.add(what(end) + ": " + failure);
    } else if (end.state() == State.CANCELLED) {
      all.add(what(end) + " was cancelled");
    } else {
      all.add(done(end) + " in " + Engine.show(end.duration()));
    }
    all.addAll(end.notes());
    return String.join("; ", all);
  }

  private static String what(OperationDTO end) {
    String file = end.file().map(it -> " from " + it).orElse("");
    return switch (end.kind()) {
      case STOP -> "the stop of " + end.bundle();
      case UNLOAD -> "the unload of " + end.bundle();
      case REMOVE -> "the unload of " + end.bundle() + ", whose file is gone";
      case SWAP -> "the swap of " + end.bundle() + file;
      case DEPLOY -> "the deployment of " + end.bundle() + file;
    };
  }

  private static String done(OperationDTO end) {
    String fresh = end.newBundle().orElse(end.bundle());
    return switch (end.kind()) {
      case STOP -> "stopped " + end.bundle();
      case UNLOAD, REMOVE -> "unloaded " + end.bundle();
      case SWAP, DEPLOY ->
          end.bundleId() < 0
              ? "deployed " + fresh
              : end.newBundle().isEmpty()
                  ? "left " + end.bundle() + " as it is"
                  : fresh + " has taken the place of " + end.bundle() + how(end);
    };
  }

  private static String how(OperationDTO end) {
    boolean isStopFirst = end.manner().filter(Manner.STOP_FIRST::equals).isPresent();
    String manner = isStopFirst ? ", by stop, update and start" : ", side by side";
    return manner + (end.why().isEmpty() ? "" : " (" + end.why() + ")");
  }
}
