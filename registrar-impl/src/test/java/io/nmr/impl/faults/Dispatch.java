package io.nmr.impl.faults;

import java.util.concurrent.CompletionStage;

/** What both sides of the matrix call, and are called with. */
public interface Dispatch {
  String call(String what);

  CompletionStage<String> begin(String what);
}
