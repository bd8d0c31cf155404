package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.AbandonedException;
import io.nmr.Blocker;
import io.nmr.Deregistration;
import io.nmr.DetachCause;
import io.nmr.Side;
import io.nmr.impl.guard.Barrier;
import io.nmr.impl.guard.RunDown;
import io.nmr.impl.guard.ThreadsInside;
import io.nmr.impl.journal.StartTime;
import io.nmr.impl.journal.WarningPace;
import io.nmr.impl.threads.ChangeSignal;
import io.nmr.impl.threads.SharedWork;
import io.nmr.impl.threads.StackRoom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A deregistration that is under way. It asks every binding to detach, and completes when the last
 * one is gone. It blocks no threads but those that call {@code await}.
 */
final class CoreDeregistration implements Deregistration {
  /**
   * How often a waiting thread looks for calls that are over but whose threads could not say so.
   */
  private static final long SWEEP_NANOS = 250_000_000;

  final CoreRegistration registration;
  private final long begun = System.nanoTime();
  private final AtomicBoolean isRunning = new AtomicBoolean();

  /**
   * Completes when no binding is left. Only code of the registrar depends on it, and only such code
   * as never blocks.
   */
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /**
   * The stage that anyone's code may depend on. It is completed on a thread of the registrar, after
   * {@link #over}, and it is made when it is first asked for. Both the making and the look whether
   * it was made are under this monitor, and the look comes after {@code over} has completed; so
   * either the look finds the stage, or the thread that asks for it finds the deregistration over.
   */
  @GuardedBy("this")
  private @Nullable CompletableFuture<Void> completion;

  private final List<Blocker> leftBehind = new CopyOnWriteArrayList<>();

  /**
   * Whether the thread that ran this deregistration has failed, with bindings left that it has not
   * asked. The field is written where there may be neither a frame nor memory to call a method
   * with.
   */
  private volatile boolean isLost;

  private volatile boolean hasAsked;
  private volatile boolean isWatched;

  /**
   * The pace of the warnings of the holds that wait for this deregistration: of two such holds, one
   * is heard.
   */
  final WarningPace paceOfHolds = new WarningPace();

  /** How many holds wait for this deregistration now. */
  private final AtomicInteger holds = new AtomicInteger();

  private final ChangeSignal signal = new ChangeSignal();

  CoreDeregistration(CoreRegistration registration) {
    this.registration = registration;
  }

  /**
   * Asks every binding to detach, the first time that it is called, and cleans up the bindings that
   * are over by then. The current thread does the work; where a callback of one binding blocks it,
   * other threads of the registrar go on with the rest. The work that is left stays in order: every
   * binding has been asked, or is being asked, before the first one is cleaned up (R12).
   */
  void run() {
    registration.registrar.pendingWatch.begin(this); // first: if it fails, nothing has begun
    if (!isRunning.compareAndSet(false, true)) {
      endWatchIfOver();
      return;
    }
    try {
      askAll();
    } catch (Throwable failed) { // no memory is left here, and no other thread would go on
      isLost = true;
      registration.registrar.threads.execute(this::goOnIfLost); // if this fails, see sweep
      throw failed;
    }
  }

  /**
   * Ends the watch if this deregistration is over: it may have ended before it was put under watch,
   * and then no other thread takes it off again.
   */
  private void endWatchIfOver() {
    if (!isPending()) {
      registration.registrar.pendingWatch.end(this);
    }
  }

  /**
   * Makes up, on the registrar's threads, for what could not be said or done for want of stack or
   * memory; where nothing was lost it changes nothing. The threads that wait, or the {@link
   * PendingWatch}, call it now and then.
   */
  void sweep() {
    if (isLost) {
      registration.registrar.threads.execute(this::goOnIfLost);
    }
    List<CoreBinding> left = bindings();
    left.forEach(binding -> new Detaching(binding).sweep());
    if (hasAsked && left.isEmpty()) {
      finishIfEmpty().run();
    }
    if (!isPending()) {
      tellDependents();
    }
  }

  private synchronized boolean takeLost() {
    boolean wasLost = isLost;
    isLost = false;
    return wasLost;
  }

  private void goOnIfLost() {
    if (takeLost()) {
      try {
        askTheRest();
      } catch (Throwable failed) {
        isLost = true;
        throw failed;
      }
    }
  }

  private void askAll() {
    registration.events.deregistering();
    DetachCause cause = cause();
    ask(bindings().stream().filter(binding -> binding.beginDetach(cause)).toList());
  }

  /**
   * Asks the bindings that were not asked before; a binding that has been asked is not asked again.
   * A binding that still attaches is not for this thread to ask (R17), and where the thread that
   * was asking a binding is lost, the sweep goes on.
   */
  private void askTheRest() {
    List<CoreBinding> left = bindings();
    left.forEach(binding -> binding.beginDetach(cause()));
    ask(left.stream().filter(CoreBinding::isDetaching).toList());
  }

  private void ask(List<CoreBinding> mine) {
    ThreadsInside seen = ThreadsInside.nobody();
    if (mine.stream().anyMatch(RunDown::isUnsettled)) {
      Barrier.pass(); // one barrier for all of the bindings
      seen = ThreadsInside.now();
    }
    registration.registrar.threads.share(workOn(mine, seen));
    finishIfEmpty().run();
  }

  /** Whether a thread has come to run this deregistration. */
  boolean hasBegun() {
    return isRunning.get();
  }

  private SharedWork workOn(List<CoreBinding> mine, ThreadsInside seen) {
    AtomicInteger unasked = new AtomicInteger(mine.size());
    SharedWork work = new SharedWork();
    List<Runnable> asking = new ArrayList<>(mine.size());
    for (CoreBinding binding : mine) {
      asking.add(
          () -> {
            if (unasked.decrementAndGet() == 0) {
              allAreAsked();
            }
            new Detaching(binding).ask(seen);
            work.add(() -> new Detaching(binding).cleanUpIfRunDown());
          });
    }
    work.addAll(asking);
    if (mine.isEmpty()) {
      allAreAsked();
    }
    return work;
  }

  private void allAreAsked() {
    hasAsked = true;
    bindingChanged();
  }

  /**
   * Whether every binding has been asked to detach, or is being asked. The bindings that another
   * deregistration has begun to take apart are in that deregistration's work, which needs no thread
   * to come back.
   */
  boolean hasAsked() {
    return hasAsked;
  }

  private DetachCause cause() {
    return registration.side == Side.CLIENT
        ? DetachCause.CLIENT_DEREGISTERED
        : DetachCause.PROVIDER_DEREGISTERED;
  }

  /**
   * Ends this deregistration if no binding is left. It is called whenever a binding has gone, with
   * no lock held.
   *
   * @return an action that tells the dependents of {@link #completion()}, which may be anyone's
   *     code; the caller runs it when everything else is done
   */
  Runnable finishIfEmpty() {
    if (!registration.table.finish(registration)) {
      bindingChanged();
      return () -> {};
    }
    try {
      registration.drop();
      registration.registrar.finished(registration, Duration.ofNanos(System.nanoTime() - begun));
    } finally { // this point is reached once: no other thread would say it
      over.complete(null);
      wake();
    }
    return this::tellDependents;
  }

  private void tellDependents() {
    CompletableFuture<Void> asked;
    synchronized (this) {
      asked = completion;
    }
    if (asked != null) {
      registration.registrar.threads.execute(() -> complete(asked));
    }
    registration.registrar.pendingWatch.end(this); // last: until then the watch tries again
  }

  private void complete(CompletableFuture<Void> asked) {
    if (leftBehind.isEmpty()) {
      asked.complete(null);
    } else {
      asked.completeExceptionally(abandoned());
    }
  }

  void leftBehind(List<Blocker> blockers) {
    leftBehind.addAll(blockers);
  }

  /** Whether this deregistration holds a stop: its module, or the registrar, is stopping. */
  boolean isHold() {
    return registration.home.isClosed();
  }

  /**
   * Whether this deregistration holds the stop of a module that deregisters by itself, in its own
   * stop.
   */
  boolean holdsOwnStop() {
    return registration.home.isInOwnStop();
  }

  /**
   * Notes that a hold waits for this deregistration from now on, and logs the warnings of that
   * wait.
   */
  void beginHold() {
    holds.incrementAndGet();
  }

  void endHold() {
    holds.decrementAndGet();
  }

  /** Whether a hold waits for this deregistration, on whatever thread. */
  boolean isHeld() {
    return holds.get() > 0;
  }

  /**
   * Runs that action when this deregistration is over: on the thread that completes it or, if it is
   * over already, on the current thread.
   */
  void whenOver(Runnable action) {
    CompletableFuture<Void> unused = over.thenRun(action);
  }

  List<CoreBinding> bindings() {
    return registration.table.bindingsOf(registration);
  }

  @Override
  public boolean isPending() {
    return !over.isDone();
  }

  @Override
  public synchronized CompletionStage<Void> completion() {
    if (isPending()) {
      if (completion == null) {
        completion = new CompletableFuture<>();
      }
      return completion.minimalCompletionStage();
    }
    return leftBehind.isEmpty()
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.failedStage(abandoned());
  }

  @Override
  public List<Blocker> blockers() {
    return bindings().stream().flatMap(binding -> binding.blockers().stream()).toList();
  }

  @Override
  public void await() throws InterruptedException {
    await(Duration.ofNanos(Long.MAX_VALUE));
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    if (isPending()) {
      StackRoom.ensure();
      Waits waits = registration.registrar.waits;
      Waits.Wait wait = waits.beginOrRefuse(this);
      registration.registrar.threads.beginWait();
      try {
        if (!awaitOverWarning(saturatedNanos(timeout))) {
          return false;
        }
      } finally {
        registration.registrar.threads.endWait();
        waits.end(wait);
      }
    }
    if (!leftBehind.isEmpty()) {
      throw abandoned();
    }
    return true;
  }

  private boolean awaitOverWarning(long nanos) throws InterruptedException {
    // Inside a stop this becomes a hold's alarm: see WaitAlarm.
    WaitAlarm alarm =
        new WaitAlarm(this, "thread '" + Thread.currentThread().getName() + "'", false);
    long begun = System.nanoTime();
    for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - begun)) {
      long seen = seen(false);
      if (awaitOver(seen, Math.min(left, alarm.ringIfDue()))) {
        return true;
      }
    }
    return !isPending();
  }

  private static long saturatedNanos(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException huge) {
      return timeout.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  private AbandonedException abandoned() {
    return new AbandonedException(registration.instance(), leftBehind);
  }

  void awaitUninterruptibly() {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          await();
          return;
        } catch (InterruptedException interrupt) {
          wasInterrupted = true;
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * How often the waiting threads were woken; with {@code isWatching}, each later change of a
   * binding wakes them, too.
   */
  long seen(boolean isWatching) {
    if (isWatching) {
      isWatched = true;
    }
    return signal.seen();
  }

  /** Wakes a hold that watches, because something about a binding has changed. */
  void bindingChanged() {
    if (isWatched) {
      wake();
    }
  }

  /** Wakes the threads that wait for this deregistration, to look again at what is due. */
  void wake() {
    signal.raise();
  }

  /**
   * Waits until this deregistration is over, or until the waiting threads were woken after {@code
   * seen} was read, or for the time given; returns whether this deregistration is over.
   */
  boolean awaitOver(long seen, long nanos) throws InterruptedException {
    if (isPending()) {
      signal.await(seen, Math.min(nanos, SWEEP_NANOS));
      if (isPending() && signal.seen() == seen) { // nothing has happened meanwhile
        sweep();
      }
    }
    return !isPending();
  }

  /**
   * Announces the end: the last binding has run down, and when it is cleaned up, this
   * deregistration is over.
   */
  void announceEnd() {
    signal.announce();
  }

  /** When this deregistration began. */
  Instant since() {
    return StartTime.of(begun, InstantSource.system());
  }
}
