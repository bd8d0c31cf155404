package io.nmr.sample.manual;

import io.nmr.BindingContext;
import io.nmr.ClientModule;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import java.util.concurrent.CompletionStage;

/** The client half: from attach to detach a thread makes one call after the other. */
final class Worker implements ClientModule<Chore, Void> {
  @Override
  public void attachProvider(ProviderOffer<Chore, Void> offer) throws NoInterfaceException {
    if (!offer.isSelf()) {
      throw new NoInterfaceException("works for its own module only");
    }
    ProviderOffer.attach(offer, Work::begun);
  }

  /** The client's context of the binding, and the thread. */
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
        // Detached between the look and the call: that is the end too.
      }
    }

    @Override
    @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
    public Void dispatch() {
      return null;
    }

    /** No more calls from here on; the one in progress is the guard's to wait for. */
    @Override
    public CompletionStage<?> detach() {
      isDetaching = true;
      return BindingContext.super.detach();
    }

    /** No call is in progress any more, so the thread is about to end. */
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
