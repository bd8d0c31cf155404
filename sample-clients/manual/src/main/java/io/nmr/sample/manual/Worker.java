package io.nmr.sample.manual;

import io.nmr.BindingContext;
import io.nmr.ClientModule;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import java.util.concurrent.CompletionStage;

/** The client half: a thread makes one call after the other, from attach to detach. */
final class Worker implements ClientModule<Chore, Void> {
  @Override
  public void attachProvider(ProviderOffer<Chore, Void> offer) throws NoInterfaceException {
    if (!offer.isSelf()) {
      throw new NoInterfaceException("works for its own module only");
    }
    ProviderOffer.attach(offer, Work::begun);
  }

  /** The client's context for the binding, with its thread. */
  private static final class Work implements BindingContext<Void> {
    private final Chore chore;
    private final Thread thread;
    private volatile boolean isDetaching;

    private Work(Chore chore) {
      this.chore = chore;
      this.thread = new Thread(null, this::run, "nmr-sample-manual", 0, false);
    }

    static Work begun(Chore chore) {
      Work work = new Work(chore);
      work.thread.setContextClassLoader(null);
      work.thread.setDaemon(true);
      work.thread.start();
      return work;
    }

    private void run() {
      try {
        while (!isDetaching) {
          chore.work();
        }
      } catch (DetachedException refused) {
        // The binding was detached between the look at the flag and the call.
      }
    }

    @Override
    @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
    public Void dispatch() {
      return null;
    }

    /** Makes no more calls; the guard waits for the one in progress. */
    @Override
    public CompletionStage<?> detach() {
      isDetaching = true;
      return BindingContext.super.detach();
    }

    /** Waits for the thread, which is about to end because no call is in progress any more. */
    @Override
    public void cleanup() {
      boolean isInterrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException early) {
          isInterrupted = true;
        }
      }
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
