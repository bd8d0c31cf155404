package io.nmr.benchmark.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The dispatch interface that is called: almost nothing to do, so that the way there is seen. */
public interface Work {
  /** Answers at once. */
  int sync(int value);

  /** Calls {@link #sync} of itself, through whatever protects it. */
  int nested(int value);

  /** Answers with that very future, complete or not. */
  CompletionStage<Integer> async(CompletableFuture<Integer> answer);
}
