package io.nmr.benchmark.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The dispatch interface. Its functions do almost nothing, so that the cost of the call is seen.
 */
public interface Work {
  /** Answers at once. */
  int sync(int value);

  /** Calls its own {@link #sync} through the protection. */
  int nested(int value);

  /** Answers with that very future, complete or not. */
  CompletionStage<Integer> async(CompletableFuture<Integer> answer);
}
