package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.impl.fixtures.FullHeap;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.guard.Rehearsal;
import io.nmr.impl.threads.RegistrarThreads;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.Subscription;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The program of {@link NoRoomToDeregisterTest}: the heap is filled in a callback of a client, or
 * while an event is told, so that the deregistering thread has no memory to go on with. Each
 * deregistration leaves it a little more than the one before, until one finds all that it needs.
 * Nobody waits: what was lost is found by the watch.
 */
final class NoMemoryToDetach {
  private static final int MOST_TASKS = 1000;
  private static final Npi<Runnable, Void> NPI = Npi.of("io.nmr.test.room", Runnable.class);

  /** A side that notes what it is asked for; a heap that is full has room for that. */
  private static final class Side<D> implements BindingContext<D> {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final D dispatch;
    private final Runnable onDetach;
    private final Runnable onCleanup;
    private volatile int detached;
    private volatile int cleanedUp;

    Side(D dispatch, Runnable onDetach, Runnable onCleanup) {
      this.dispatch = dispatch;
      this.onDetach = onDetach;
      this.onCleanup = onCleanup;
    }

    @Override
    public D dispatch() {
      return dispatch;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // no two threads are in it at a time
    public CompletionStage<?> detach() {
      detached++;
      onDetach.run();
      return DONE;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void cleanup() {
      cleanedUp++;
      onCleanup.run();
    }

    void requireOnce(String who, int left) {
      if (detached != 1 || cleanedUp != 1) {
        throw new AssertionError(
            who
                + " was asked "
                + detached
                + " times and cleaned up "
                + cleanedUp
                + " times, with "
                + left
                + " bytes left");
      }
    }
  }

  private final FullHeap heap = new FullHeap();
  private final NetworkRegistrar registrar = TestRegistrar.with(new Later());
  private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();

  private NoMemoryToDetach() {
    Subscription unused = registrar.runtime().listen(event -> fillOn(event.kind()));
  }

  /** Where the heap is filled: in a callback of the client, or as an event is told. */
  enum Place {
    DEREGISTERING,
    DETACHING,
    IN_DETACH,
    IN_CLEANUP,
    DETACHED,
    DEREGISTERED;

    boolean is(RuntimeEvent.Kind kind) {
      return name().equals(kind.name());
    }
  }

  private Place place = Place.IN_DETACH;
  private boolean isToBeFilled;

  private void fillOn(RuntimeEvent.Kind kind) {
    if (place.is(kind)) {
      fill();
    }
  }

  private void fillIn(Place here) {
    if (place == here) {
      fill();
    }
  }

  private void fill() {
    if (isToBeFilled) {
      isToBeFilled = false;
      heap.fill();
    }
  }

  /** No thread but this one, so that nobody else makes an object meanwhile. */
  private final class Later extends RegistrarThreads {
    @Override
    public void execute(Runnable task) {
      later.add(task);
    }

    @Override
    public boolean later(long millis, Runnable brief) {
      later.add(brief);
      return true;
    }
  }

  /** What other threads would do, and timers that run out. */
  private void goOn(CompletableFuture<Void> completion, int left) {
    for (int task = 0; !completion.isDone(); task++) {
      if (task > MOST_TASKS) {
        throw new AssertionError(
            "at " + place + " with " + left + " bytes left: " + registrar.runtime().pending());
      }
      Runnable next = later.poll();
      if (next != null) {
        next.run();
      }
    }
  }

  /** Returns whether there was memory for all. */
  private boolean deregister(int left, boolean isFull) {
    Side<Runnable> provider = new Side<>(() -> {}, () -> {}, () -> {});
    Side<Void> client =
        new Side<>(null, () -> fillIn(Place.IN_DETACH), () -> fillIn(Place.IN_CLEANUP));
    Registration ofProvider =
        TestRegistrar.module(registrar, "provider").registerProvider(NPI, offer -> provider);
    Registration ofClient =
        TestRegistrar.module(registrar, "client")
            .registerClient(NPI, offer -> offer.attach(client));
    boolean isThrough = false;
    heap.leaving(left);
    isToBeFilled = isFull;
    try {
      Deregistration unused = ofProvider.deregister();
      isThrough = true;
    } catch (OutOfMemoryError expected) {
      // Somebody else goes on.
    } finally {
      heap.empty();
    }
    CompletableFuture<Void> completion = ofProvider.deregister().completion().toCompletableFuture();
    goOn(completion, left);
    ofClient.close();
    client.requireOnce("the client", left);
    provider.requireOnce("the provider", left);
    return isThrough;
  }

  private int deregisterInNeed(Place here) {
    place = here;
    deregister(0, false); // what that needs is loaded
    int failures = 0;
    for (int left = 0; left < FullHeap.MOST; left += FullHeap.STEP) {
      if (deregister(left, true)) {
        return failures;
      }
      failures++;
    }
    throw new AssertionError("a deregistration needs more than " + FullHeap.MOST + " bytes");
  }

  /** It has no arguments. */
  public static void main(String[] arguments) {
    try {
      if (!Rehearsal.isDone()) {
        throw new AssertionError("the guard has not been rehearsed");
      }
      int all = 0;
      for (Place place : Place.values()) {
        int failures = new NoMemoryToDetach().deregisterInNeed(place);
        System.out.println(place + ": " + failures + " failures");
        all += failures;
      }
      if (all == 0) {
        throw new AssertionError("there was always memory");
      }
      System.out.println("each asked once");
      System.exit(0);
    } catch (Throwable thrown) {
      thrown.printStackTrace(System.out);
      System.exit(1);
    }
  }
}
