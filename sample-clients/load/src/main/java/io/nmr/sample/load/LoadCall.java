package io.nmr.sample.load;

import io.nmr.DetachedException;
import io.nmr.util.NoProviderException;

/** One kind of call that the load makes again and again, on many threads at once. */
interface LoadCall {
  /** How the table calls it. */
  String name();

  /**
   * Makes the call and checks the answer.
   *
   * @param inside to be run by the caller's thread while it is inside the provider
   * @throws NoProviderException if there is nobody to call now; nothing has run
   * @throws DetachedException if the call was refused; nothing has run
   * @throws Exception if the call failed, or its answer is wrong
   */
  void make(Runnable inside) throws Exception;
}
