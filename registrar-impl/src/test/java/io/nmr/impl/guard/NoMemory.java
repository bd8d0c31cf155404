package io.nmr.impl.guard;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.Guard;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.impl.core.NetworkRegistrar;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.FullHeap;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.threads.RegistrarThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The program of {@link StuckMarkTest}: calls an asynchronous function whose callee fills the heap
 * before it returns its stage, so that the guard has no memory to take the call over with. The heap
 * is empty again for the caller.
 *
 * <p>Each call leaves the guard a little more memory than the one before, so that each thing that
 * it needs is the first that it cannot have, until one call finds all.
 *
 * <p>Nothing else is to meet the full heap. So all of that is rehearsed with failures that are only
 * thrown, which loads every class that is needed; the registrar sets no timer of the JDK's and has
 * no thread of its own meanwhile; and the thread that waits for the end makes no object.
 */
final class NoMemory {
  /** What is called. */
  public interface Work {
    CompletionStage<String> later();
  }

  /** How the guard is entered. */
  enum Way {
    DISPATCH {
      @Override
      void call(Work peer, Guard guard) {
        peer.later();
      }
    },
    RUN {
      @Override
      void call(Work peer, Guard guard) {
        guard.<Work, CompletionStage<String>, RuntimeException>run(peer, Work::later);
      }
    };

    abstract void call(Work peer, Guard guard);
  }

  private static final Npi<Work, Void> NPI = Npi.of("io.nmr.test.memory", Work.class);

  /** A stage that cannot be followed. */
  private static final class Unfollowed extends CompletableFuture<String> {
    @Override
    public CompletableFuture<String> whenComplete(
        BiConsumer<? super String, ? super Throwable> action) {
      throw new OutOfMemoryError("rehearsed");
    }
  }

  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> later = new CompletableFuture<>();
  private final Way way;
  private final boolean isRehearsal;

  /** What the callee does. */
  private Supplier<CompletionStage<String>> callee = () -> later;

  private final FullHeap heap = new FullHeap();
  private volatile boolean hasCalled;
  private Work peer;
  private Guard guard;
  private final Registration provider;

  private NoMemory(Way way, boolean isRehearsal) {
    this.way = way;
    this.isRehearsal = isRehearsal;
    NetworkRegistrar registrar =
        TestRegistrar.with(
            new RegistrarThreads(this::thread) {
              @Override
              public boolean later(long millis, Runnable brief) {
                return true; // what is late here is late for ever
              }
            });
    this.provider =
        TestRegistrar.module(registrar, "provider")
            .registerProvider(NPI, offer -> BindingContext.of(() -> callee.get()));
    TestRegistrar.module(registrar, "client")
        .registerClient(
            NPI,
            offer -> {
              peer = offer.attach(BindingContext.<Void>of(null));
              guard = offer.guard();
            });
  }

  private Thread thread(Runnable body) {
    Thread thread = new Thread(body);
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  private CompletionStage<String> fill() {
    heap.fill();
    return later;
  }

  /** Calls with more and more memory, until there is enough; returns how often there was not. */
  private int callInNeed() {
    int failures = 0;
    for (int left = 0; left < FullHeap.MOST; left += FullHeap.STEP) {
      heap.leaving(left);
      callee = this::fill;
      try {
        way.call(peer, guard);
        return failures;
      } catch (OutOfMemoryError expected) {
        failures++;
      } finally {
        heap.empty(); // before anything else is done
        callee = () -> later;
      }
    }
    throw new AssertionError("a call needs more than " + FullHeap.MOST + " bytes");
  }

  /** What may fail in that fails here, with memory for what that needs. */
  private int callForRehearsal() {
    int failures = 0;
    List<Supplier<CompletionStage<String>>> failing =
        List.of(
            () -> {
              throw new OutOfMemoryError("rehearsed");
            },
            Unfollowed::new);
    for (Supplier<CompletionStage<String>> each : failing) {
      callee = each;
      try {
        way.call(peer, guard);
      } catch (OutOfMemoryError expected) {
        failures++;
      } finally {
        callee = () -> later;
      }
    }
    return failures;
  }

  private int call() {
    way.call(peer, guard);
    return isRehearsal ? callForRehearsal() : callInNeed();
  }

  /** The thread that calls, and is idle afterwards. */
  private int run(boolean isDraining) throws Exception {
    CountDownLatch isInside = new CountDownLatch(1);
    CountDownLatch mayCall = new CountDownLatch(1);
    CountDownLatch mayCallAgain = new CountDownLatch(1);
    way.call(peer, guard);
    Background<Integer> calling =
        Background.start(
            "calling",
            () -> {
              int failures =
                  isDraining
                      ? guard.<Integer, RuntimeException>run(
                          () -> {
                            isInside.countDown();
                            HeldCall.await(mayCall);
                            return call();
                          })
                      : call();
              later.complete("done");
              hasCalled = true;
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
    while (!hasCalled) {
      LockSupport.parkNanos(1_000_000);
    }
    Deregistration deregistration = provider.deregister();
    if (!deregistration.await(Duration.ofSeconds(5))) {
      throw new AssertionError("held by " + deregistration.blockers());
    }
    mayCallAgain.countDown();
    int failures = calling.get();
    calling.thread().join(TimeUnit.SECONDS.toMillis(10));
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    }
    return failures;
  }

  /** The arguments are the phase and the way. */
  public static void main(String[] arguments) throws Exception {
    try {
      boolean isDraining = arguments[0].equals(StuckMarkTest.Phase.DRAINING.name());
      Way way = Way.valueOf(arguments[1]);
      if (!Rehearsal.isDone() || new NoMemory(way, true).run(isDraining) < 2) {
        throw new AssertionError("the rehearsal has shown no failure");
      }
      int failures = new NoMemory(way, false).run(isDraining);
      System.out.println("failures: " + failures);
      if (failures < 3) { // a call to be counted, the guard's stage, and what follows the module's
        throw new AssertionError("there was memory, but for " + failures + " times");
      }
      System.out.println("held by nobody, refused");
      System.exit(0);
    } catch (Throwable thrown) {
      thrown.printStackTrace(System.out);
      System.exit(1);
    }
  }
}
