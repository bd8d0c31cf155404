package io.nmr.sample.load;

import io.nmr.DetachedException;
import io.nmr.util.NoProviderException;

/** One kind of call that the load makes again and again, on many threads at once. */
interface LoadCall {
  /** The name of this kind of call in the table. */
  String name();

  /**
   * Makes the call and checks the answer.
   *
   * @param inside what the calling thread runs while it is inside the provider
   * @throws NoProviderException if no provider is attached; nothing has run
   * @throws DetachedException if the call was refused; nothing has run
   * @throws Exception if the call failed, or its answer is wrong
   */
  void make(Runnable inside) throws Exception;
}
