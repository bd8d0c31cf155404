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
 * A deregistration that is under way: asks every binding to detach, and completes when the last one
 * is gone. It blocks no thread but those that call {@code await}.
 */
final class CoreDeregistration implements Deregistration {
  /** How often a waiting thread looks for calls that are over and could not say so. */
  private static final long SWEEP_NANOS = 250_000_000;

  final CoreRegistration registration;
  private final long begun = System.nanoTime();
  private final AtomicBoolean isRunning = new AtomicBoolean();

  /** Completes when nothing is left. Only code of the registrar that never blocks depends on it. */
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /**
   * What anyone's code may depend on: completed on a thread of the registrar, after {@link #over}.
   * Made when first asked for; both that and the look whether it was are under this monitor, and
   * the look comes after over, so either the look finds it or the asker finds it all over.
   */
  @GuardedBy("this")
  private @Nullable CompletableFuture<Void> completion;

  private final List<Blocker> leftBehind = new CopyOnWriteArrayList<>();

  /**
   * Whether the thread that ran it has failed, with bindings left that it has not asked. Written
   * where there may be neither a frame nor memory to call a method with.
   */
  private volatile boolean isLost;

  private volatile boolean hasAsked;
  private volatile boolean isWatched;

  /** How often warnings come of the holds that wait for it: of two, one is heard. */
  final WarningPace paceOfHolds = new WarningPace();

  /** How many holds wait for it now. */
  private final AtomicInteger holds = new AtomicInteger();

  private final ChangeSignal signal = new ChangeSignal();

  CoreDeregistration(CoreRegistration registration) {
    this.registration = registration;
  }

  /**
   * Asks every binding to detach, the first time that it is called, and cleans up what is over by
   * that. The work is this thread's; where a callback of one binding blocks it, others of the
   * registrar's threads go on with the rest. What is left is in order: every binding has been
   * asked, or is being asked, before the first is cleaned up (R12).
   */
  void run() {
    registration.registrar.pendingWatch.begin(this); // first: where that fails nothing has begun
    if (!isRunning.compareAndSet(false, true)) {
      endWatchIfOver();
      return;
    }
    try {
      askAll();
    } catch (Throwable failed) { // no memory is left here: nobody else would go on
      isLost = true;
      registration.registrar.threads.execute(this::goOnIfLost); // if that fails, too: see sweep
      throw failed;
    }
  }

  /** It may have ended before it was put under watch, and then nobody takes it off again. */
  private void endWatchIfOver() {
    if (!isPending()) {
      registration.registrar.pendingWatch.end(this);
    }
  }

  /**
   * Does what could not be said or done for want of stack or memory, on the registrar's threads;
   * where nothing was lost it changes nothing. Now and then, by those who wait, or by the {@link
   * PendingWatch}.
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
   * As far as that was not done before: who has been asked is not asked again. What attaches still
   * is not for this thread to ask (R17), and where an asker is lost the sweep goes on.
   */
  private void askTheRest() {
    List<CoreBinding> left = bindings();
    left.forEach(binding -> binding.beginDetach(cause()));
    ask(left.stream().filter(CoreBinding::isDetaching).toList());
  }

  private void ask(List<CoreBinding> mine) {
    ThreadsInside seen = ThreadsInside.nobody();
    if (mine.stream().anyMatch(RunDown::isUnsettled)) {
      Barrier.pass(); // one for all of them
      seen = ThreadsInside.now();
    }
    registration.registrar.threads.share(workOn(mine, seen));
    finishIfEmpty().run();
  }

  /** Whether a thread has come to run it. */
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
   * Whether every binding has been asked to detach, or is being asked. Those that another
   * deregistration has begun to take apart are in that one's work, which needs no thread to come
   * back.
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
   * Is over if no binding is left. Called whenever one has gone, with no lock held.
   *
   * @return what tells the dependents of {@link #completion()}, which may be anyone's code: to be
   *     run when everything else is done
   */
  Runnable finishIfEmpty() {
    if (!registration.table.finish(registration)) {
      bindingChanged();
      return () -> {};
    }
    try {
      registration.drop();
      registration.registrar.finished(registration, Duration.ofNanos(System.nanoTime() - begun));
    } finally { // this comes once: no one else would say it
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
    registration.registrar.pendingWatch.end(this); // last: until then somebody tries again
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

  /** Whether it holds a stop: its module, or the registrar, is stopping. */
  boolean isHold() {
    return registration.home.isClosed();
  }

  /** Whether it holds the stop of a module that deregisters by itself, in its own stop. */
  boolean holdsOwnStop() {
    return registration.home.isInOwnStop();
  }

  /** A hold waits for it from now on, and makes that wait heard. */
  void beginHold() {
    holds.incrementAndGet();
  }

  void endHold() {
    holds.decrementAndGet();
  }

  /** Whether a hold waits for it, on whatever thread. */
  boolean isHeld() {
    return holds.get() > 0;
  }

  /** Runs that when it is complete, on the thread that completes it, or here if it is. */
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
    // Inside a stop it is a hold's alarm: see there.
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

  /** How often it was woken; with {@code isWatching}, each change of a binding wakes it too. */
  long seen(boolean isWatching) {
    if (isWatching) {
      isWatched = true;
    }
    return signal.seen();
  }

  /** Something about a binding has changed: wakes a hold that watches. */
  void bindingChanged() {
    if (isWatched) {
      wake();
    }
  }

  /** Wakes whoever waits for it, to look again at what is due. */
  void wake() {
    signal.raise();
  }

  /**
   * Waits until it is over, or was woken since that was seen, or for the time given; returns
   * whether it is over.
   */
  boolean awaitOver(long seen, long nanos) throws InterruptedException {
    if (isPending()) {
      signal.await(seen, Math.min(nanos, SWEEP_NANOS));
      if (isPending() && signal.seen() == seen) { // nothing happens
        sweep();
      }
    }
    return !isPending();
  }

  /** The last binding has run down: when it is cleaned up, this is over. */
  void announceEnd() {
    signal.announce();
  }

  /** When it began. */
  Instant since() {
    return StartTime.of(begun, InstantSource.system());
  }
}
