package io.nmr.deploy.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.deploy.Manner;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Progress;
import io.nmr.deploy.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.osgi.framework.Bundle;

/**
 * One operation: what is known of it, and whether it may still be cancelled. Any thread may look at
 * it; only its own thread moves it on. Its monitor is held for reads and writes of fields only.
 */
final class Task implements Operation {
  private static final long NO_OPERATION = -1;

  private final long id;
  private final Request request;
  private final Instant since = Instant.now();
  private final long begun = System.nanoTime();
  private final Function<Set<Long>, Progress> progress;
  private final CompletableFuture<OperationSnapshot> done = new CompletableFuture<>();
  private final CompletableFuture<OperationSnapshot> placed = new CompletableFuture<>();

  @GuardedBy("this")
  private State state = State.WAITING;

  @GuardedBy("this")
  private String step = "waiting";

  @GuardedBy("this")
  private Subject subject;

  @GuardedBy("this")
  private Optional<String> newBundle = Optional.empty();

  @GuardedBy("this")
  private long newBundleId = Subject.NO_BUNDLE;

  @GuardedBy("this")
  private Optional<MannerChoice> manner = Optional.empty();

  @GuardedBy("this")
  private final List<String> restarted = new ArrayList<>();

  @GuardedBy("this")
  private final List<String> notes = new ArrayList<>();

  @GuardedBy("this")
  private Optional<String> failure = Optional.empty();

  @GuardedBy("this")
  private long nanos = -1;

  @GuardedBy("this")
  private final Set<Long> stopped = new TreeSet<>();

  @GuardedBy("this")
  private boolean isCancelled;

  @GuardedBy("this")
  private boolean isPastReturn;

  @GuardedBy("this")
  private int watchers;

  @GuardedBy("this")
  private boolean isInstalling;

  /** The id of a later operation on the same file. */
  @GuardedBy("this")
  private long later = NO_OPERATION;

  @GuardedBy("this")
  private boolean isOvertaken;

  /**
   * An operation that waits.
   *
   * @param progress tells what the bundles with these ids wait for
   */
  Task(long id, Request request, Subject subject, Function<Set<Long>, Progress> progress) {
    this.id = id;
    this.request = request;
    this.subject = subject;
    this.progress = progress;
  }

  long id() {
    return id;
  }

  Request request() {
    return request;
  }

  /** The operation has found what it is about. */
  synchronized void isAbout(Subject found) {
    subject = found;
  }

  /** The id of the bundle that is stopped or replaced; {@link Subject#NO_BUNDLE} if none is. */
  synchronized long bundleId() {
    return subject.bundleId();
  }

  synchronized void step(String words) {
    state = State.RUNNING;
    step = words;
  }

  /** The operation waits for another one. */
  synchronized void waitsFor(Task other) {
    state = State.WAITING;
    step = "waiting for operation " + other.id();
  }

  /** The operation has installed or updated its new bundle, and is about to start it. */
  synchronized void brings(Bundle fresh) {
    newBundle = Optional.of(BundleNames.withVersion(fresh));
    newBundleId = fresh.getBundleId();
  }

  synchronized void isIn(MannerChoice choice) {
    manner = Optional.of(choice);
  }

  synchronized Optional<Manner> manner() {
    return manner.map(MannerChoice::manner);
  }

  synchronized void note(String line) {
    notes.add(line);
  }

  synchronized void restarted(String name) {
    restarted.add(name);
  }

  synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  /** The operation stops these bundles, which {@link #progress()} then looks at. */
  synchronized void stops(Collection<Bundle> bundles) {
    bundles.forEach(each -> stopped.add(each.getBundleId()));
  }

  /** Whether it is about to install a bundle that other new bundles may need to be resolved. */
  synchronized boolean isInstalling() {
    return isInstalling;
  }

  synchronized void isInstalling(boolean now) {
    isInstalling = now;
  }

  /**
   * Passes the point of no return: from here on the operation cannot be cancelled.
   *
   * @throws CancelledException if it was cancelled before
   */
  synchronized void passReturn() throws CancelledException {
    check();
    isPastReturn = true;
  }

  /**
   * Returns if the operation is to go on.
   *
   * @throws CancelledException if it was cancelled
   */
  synchronized void check() throws CancelledException {
    if (isCancelled && !isPastReturn) {
      throw new CancelledException();
    }
  }

  /** A later operation on the same file has begun, so this one is not needed if it still waits. */
  synchronized void isFollowedBy(Task next) {
    later = next.id();
  }

  /**
   * Returns if the operation is to go on; for moments at which it has not touched anything.
   *
   * @throws CancelledException if it was cancelled, or a later operation on the same file has begun
   */
  synchronized void checkNeeded() throws CancelledException {
    check();
    if (later != NO_OPERATION) {
      notes.add("operation " + later + " on the same file came after it");
      throw new CancelledException();
    }
  }

  /** The next operation on the same file goes on without waiting for this one any longer. */
  synchronized void isOvertaken(boolean now) {
    isOvertaken = now;
  }

  synchronized boolean isOvertaken() {
    return isOvertaken;
  }

  /** The new bundle is in its place, so another operation may go on with the same file. */
  void isPlaced() {
    placed.complete(now());
  }

  @Override
  public CompletableFuture<OperationSnapshot> placed() {
    return placed.copy();
  }

  /** Ends the operation; {@link #tell} completes {@link #done()}. */
  OperationSnapshot end(State how, Optional<String> failed) {
    OperationSnapshot end;
    synchronized (this) {
      isInstalling = false;
      state = how;
      failure = failed;
      nanos = System.nanoTime() - begun;
      step = how.toString().toLowerCase(Locale.ROOT);
      end = now();
    }
    placed.complete(end);
    return end;
  }

  /** Completes {@link #done()}. */
  void tell(OperationSnapshot end) {
    done.complete(end);
  }

  /** Whether somebody watches it. */
  synchronized boolean isWatched() {
    return watchers > 0;
  }

  @Override
  public synchronized OperationSnapshot now() {
    Duration duration = Duration.ofNanos(nanos < 0 ? System.nanoTime() - begun : nanos);
    return new OperationSnapshot(
        id,
        request.kind(),
        subject.name(),
        subject.bundleId(),
        request.file().map(Path::toString),
        request.by(),
        state,
        step,
        since,
        duration,
        newBundle,
        newBundleId,
        manner(),
        manner.map(MannerChoice::why).orElse(""),
        List.copyOf(restarted),
        List.copyOf(notes),
        failure);
  }

  @Override
  public CompletableFuture<OperationSnapshot> done() {
    return done.copy();
  }

  @Override
  public Progress progress() {
    Set<Long> ids;
    synchronized (this) {
      ids = Set.copyOf(stopped);
    }
    return ids.isEmpty() ? Progress.NONE : progress.apply(ids);
  }

  @Override
  public synchronized void cancel() {
    if (isOver()) {
      throw new IllegalStateException("operation " + id + " has ended already: it is " + step);
    } else if (isPastReturn) {
      throw new IllegalStateException(
          "operation " + id + " cannot be cancelled any more: it is " + step);
    }
    isCancelled = true;
  }

  @Override
  public synchronized Watch watch() {
    watchers++;
    AtomicBoolean isOpen = new AtomicBoolean(true);
    return () -> {
      if (isOpen.getAndSet(false)) {
        unwatch();
      }
    };
  }

  private synchronized void unwatch() {
    watchers--;
  }

  /** The operation was cancelled. */
  static final class CancelledException extends Exception {
    private static final long serialVersionUID = 1;
  }
}
