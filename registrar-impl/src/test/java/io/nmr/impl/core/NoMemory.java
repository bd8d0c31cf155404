package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.Guard;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The program of {@link StuckMarkTest}: calls an asynchronous function whose callee fills the heap
 * before it returns its stage, so that the guard has no memory to take the call over with. The heap
 * is empty again for the caller.
 */
final class NoMemory {
  /** What is called. */
  public interface Work {
    CompletionStage<String> later();
  }

  private static final int CALLS = 5;
  private static final Npi<Work, Void> NPI = Npi.of("io.nmr.test.memory", Work.class);

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final CompletableFuture<String> later = new CompletableFuture<>();
  private Object[] heap;
  private boolean isFilling;
  private Work peer;
  private Guard guard;
  private final Registration provider =
      registrar.registerProvider(NPI, offer -> BindingContext.of(this::fill));

  private NoMemory() {
    registrar.registerClient(
        NPI,
        offer -> {
          peer = offer.attach(BindingContext.<Void>of(null));
          guard = offer.guard();
        });
  }

  private CompletionStage<String> fill() {
    if (isFilling) {
      for (int size = 1 << 20; size > 0; size /= 16) {
        try {
          while (true) {
            Object[] more = new Object[size];
            more[0] = heap;
            heap = more;
          }
        } catch (OutOfMemoryError full) {
          // Goes on with smaller pieces: nothing is to be left.
        }
      }
    }
    return later;
  }

  /** Calls that often; returns how often there was no memory. */
  private int call() {
    int failures = 0;
    peer.later(); // what it needs is loaded
    for (int call = 0; call < CALLS; call++) {
      isFilling = true;
      try {
        peer.later();
      } catch (OutOfMemoryError expected) {
        failures++;
      } finally {
        heap = null;
        isFilling = false;
      }
    }
    return failures;
  }

  /** The thread that calls, and is idle afterwards. */
  private void run(boolean isDraining) throws Exception {
    CountDownLatch isInside = new CountDownLatch(1);
    CountDownLatch mayCall = new CountDownLatch(1);
    AtomicBoolean hasCalled = new AtomicBoolean();
    CountDownLatch mayCallAgain = new CountDownLatch(1);
    peer.later();
    Background<Integer> calling =
        Background.start(
            "calling",
            () -> {
              int failures;
              if (isDraining) {
                failures =
                    guard.<Integer, RuntimeException>run(
                        () -> {
                          isInside.countDown();
                          HeldCall.await(mayCall);
                          return call();
                        });
              } else {
                failures = call();
              }
              later.complete("done");
              hasCalled.set(true);
              HeldCall.await(mayCallAgain);
              try {
                peer.later();
              } catch (DetachedException refused) {
                return failures;
              }
              throw new AssertionError("a closed guard has let the thread in");
            });
    if (isDraining) {
      HeldCall.await(isInside);
      provider.deregister();
      mayCall.countDown();
    }
    while (!hasCalled.get()) {
      LockSupport.parkNanos(1_000_000); // needs no memory, of which there is none meanwhile
    }
    Deregistration deregistration = provider.deregister();
    if (!deregistration.await(Duration.ofSeconds(5))) {
      throw new AssertionError("held by " + deregistration.blockers());
    }
    mayCallAgain.countDown();
    if (calling.get() == 0) {
      throw new AssertionError("there was always memory");
    }
  }

  /** The phase is the argument. */
  public static void main(String[] arguments) throws Exception {
    try {
      new NoMemory().run(arguments[0].equals(StuckMarkTest.Phase.DRAINING.name()));
      System.out.println("held by nobody, refused");
      System.exit(0);
    } catch (Throwable thrown) {
      thrown.printStackTrace(System.out);
      System.exit(1);
    }
  }
}
