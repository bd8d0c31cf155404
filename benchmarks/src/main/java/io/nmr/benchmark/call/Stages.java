package io.nmr.benchmark.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An asynchronous call by hand: what was entered is left when the stage completes. */
final class Stages {
  private Stages() {}

  /** Calls, and leaves at once if the stage is complete, else when it completes. */
  static CompletionStage<Integer> afterwards(
      Work target, CompletableFuture<Integer> answer, Runnable leave) {
    CompletionStage<Integer> stage;
    try {
      stage = target.async(answer);
    } catch (Throwable thrown) {
      leave.run();
      throw thrown;
    }
    if (stage instanceof CompletableFuture<Integer> future && future.isDone()) {
      leave.run();
      return stage;
    }
    return stage.whenComplete((value, thrown) -> leave.run());
  }
}
