package io.nmr.impl.guard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Results that may not be there yet: a call that returns one is in progress until the result has
 * completed (R21).
 */
final class AsyncResult {
  /**
   * Whether results of a class are there as soon as they are returned: {@code TRUE} or {@code
   * FALSE}. To find that a class lacks an interface takes a JVM longer than this look-up. It keeps
   * no loader, because the class has the answer, and refers to this object weakly.
   *
   * <p>An {@code Object}, which is compared and not unboxed, so that a call has no cast to check.
   */
  private static final ClassValue<Object> IS_PLAIN =
      new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> type) {
          return !CompletionStage.class.isAssignableFrom(type) && !PromiseResult.isNamedSo(type);
        }
      };

  private AsyncResult() {}

  /** Whether a function that returns that type can return a result that is not there yet. */
  static boolean mayBeAsync(Class<?> type) {
    return !type.isPrimitive() && !type.isArray() && !Modifier.isFinal(type.getModifiers());
  }

  /** Whether a caller that was promised that type may get the guard's own stage or promise. */
  static boolean mayBeReplaced(Class<?> type) {
    return type.isAssignableFrom(GuardedStage.class) || PromiseResult.isPromise(type);
  }

  /**
   * Whether that result may not be there yet, or still has the module's code to run: a thread that
   * tries to complete a complete future runs the dependents that have not run yet.
   */
  @SuppressWarnings("ReferenceEquality") // boxed by the compiler: one of two objects
  static boolean isAsync(Object result) {
    Class<?> type = result.getClass();
    if (type == CompletableFuture.class) {
      CompletableFuture<?> future = (CompletableFuture<?>) result;
      return !future.isDone() || future.getNumberOfDependents() > 0;
    }
    return IS_PLAIN.get(type) != Boolean.TRUE
        && (result instanceof CompletionStage<?> || PromiseResult.isPromise(result));
  }

  /**
   * Has the call leave, now or when its result has completed.
   *
   * @param type what the caller was promised to get; a stage of a module's own class is replaced
   *     only where the caller cannot expect that class
   * @return the result, or the guard's own stage or promise in its place
   */
  @SuppressWarnings("unchecked") // the replacement has the type that the caller was promised
  static <R extends @Nullable Object> R leaveWith(CountedCall call, R result, Class<?> type) {
    if (result instanceof CompletionStage<?> stage) { // R21: the call leaves when it completes
      return (R) leaveWithStage(call, stage, type);
    }
    if (result != null && PromiseResult.isPromise(result)) {
      return (R) PromiseResult.leaveWith(call, result);
    }
    call.leave();
    return result;
  }

  private static <T> CompletionStage<T> leaveWithStage(
      CountedCall call, CompletionStage<T> stage, Class<?> type) {
    boolean isOfModule =
        stage.getClass().getClassLoader() != null && !(stage instanceof GuardedStage<?>);
    boolean isReplaceable =
        type == CompletionStage.class || type == CompletableFuture.class || !isOfModule;
    GuardedStage<T> own = null;
    try {
      own = new GuardedStage<>(call, stage);
      own.follow(stage, isOfModule);
      return isReplaceable ? own : stage;
    } catch (Throwable thrown) { // a checked one, too: the stage may be of any language
      if (own == null) {
        call.leave();
      } else {
        own.giveUp();
      }
      throw thrown;
    }
  }

  /**
   * The guard's own stage, which follows the module's and completes after the call has stopped
   * counting.
   *
   * <h2>What the call consists of</h2>
   *
   * A stage runs its dependents on whatever thread completes it, and a thread that only gives it a
   * dependent may be made to help with the others. So a caller's thread runs the module's code when
   * it cancels this stage, which cancels the module's, and while this stage begins to follow. Such
   * a thread is part of the call, as the module's own work is, and the call leaves with the last of
   * them. There is no other way through this stage: what else the caller does to it, or to what it
   * has derived from it, ends here.
   *
   * <p>{@link #parts} has {@link #WORK} in it until the module's stage has completed, and {@link
   * #THREAD} for each such thread. Whoever takes the last out, and that is one, has the call leave
   * and then completes this stage. A thread comes in only while there is a part left: while the
   * call is in progress.
   *
   * <p>A thread that runs code of a module's own is counted by itself, too, so that it is known
   * where it is (R19, H4). One that only gives the JDK's future a dependent is not: that would cost
   * more than all the rest.
   *
   * <p>Where the module does not let itself be cancelled, this stage is cancelled at once for its
   * caller, and the call goes on until the module's stage completes.
   */
  private static final class GuardedStage<T> extends CompletableFuture<T> {
    private static final int WORK = 1;
    private static final int THREAD = 2;

    private static final VarHandle PARTS;

    static {
      try {
        PARTS = MethodHandles.lookup().findVarHandle(GuardedStage.class, "parts", int.class);
      } catch (ReflectiveOperationException impossible) {
        throw new LinkageError("a stage has no parts", impossible);
      }
    }

    /** Written plainly only before anybody else knows this stage. */
    @SuppressWarnings("UnusedVariable") // PARTS reads it
    private int parts = WORK + THREAD;

    // What follows is read by a part of the call, and written before the parts begin and by the one
    // that ends last. A caller may keep this stage for long, so nothing is kept by it (R22).

    private @Nullable CountedCall call;
    private @Nullable CompletionStage<T> module;

    /** What the module's stage completed with while threads were inside. */
    private @Nullable T value;

    private @Nullable Throwable thrown;

    GuardedStage(CountedCall call, CompletionStage<T> module) {
      this.call = call;
      this.module = module;
    }

    private int parts() {
      return (int) PARTS.getVolatile(this);
    }

    private CountedCall call() {
      return Objects.requireNonNull(call, "the call has left");
    }

    /** Begins to follow the module's stage, on the thread that gets this one; once. */
    void follow(CompletionStage<T> stage, boolean isOfModule) {
      CountedCall part = null;
      try {
        part = isOfModule ? call().part() : null;
        stage.whenComplete(this::completed);
      } finally {
        endThread(part);
      }
    }

    /**
     * The module's stage could not be followed: the call is over, whatever is left of its parts.
     */
    void giveUp() {
      if ((int) PARTS.getAndSet(this, 0) != 0) {
        leave(null, null);
      }
    }

    /** The module's stage has completed. A stage that misbehaves says so again. */
    private void completed(@Nullable T result, @Nullable Throwable failure) {
      int seen = parts();
      while ((seen & WORK) != 0) {
        if (seen != WORK) { // before the part is given up: the last thread reads it after that
          value = result;
          thrown = failure;
        }
        if (PARTS.compareAndSet(this, seen, seen - WORK)) {
          if (seen == WORK) {
            leave(result, failure);
          }
          return;
        }
        seen = parts();
      }
    }

    /** A caller's thread is about to run the module's code; false if the call has left. */
    private boolean beginThread() {
      int seen = parts();
      while (seen != 0 && !PARTS.compareAndSet(this, seen, seen + THREAD)) {
        seen = parts();
      }
      return seen != 0;
    }

    private void endThread(@Nullable CountedCall part) {
      try {
        if (part != null) {
          part.leave();
        }
      } finally {
        if ((int) PARTS.getAndAdd(this, -THREAD) == THREAD) {
          leave(value, thrown);
        }
      }
    }

    @SuppressWarnings("NullAway") // a stage may well complete with null
    private void leave(@Nullable T result, @Nullable Throwable failure) {
      CountedCall leaving = call();
      call = null;
      module = null;
      value = null;
      thrown = null;
      try {
        leaving.leave();
      } finally {
        if (failure == null) {
          complete(result);
        } else {
          completeExceptionally(failure);
        }
      }
    }

    /**
     * Cancels the module's stage, whose completion completes this one, and this one where that did
     * not. What the module throws arrives when that is done.
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean isInside = false;
      CountedCall part = null;
      try {
        isInside = beginThread();
        if (isInside) {
          part = call().part();
          CompletableFuture<T> future = futureOf(module);
          if (future != null) {
            future.cancel(mayInterruptIfRunning);
          }
        }
      } finally {
        try {
          if (isInside) {
            endThread(part);
          }
        } finally {
          super.cancel(mayInterruptIfRunning);
        }
      }
      return isCancelled();
    }

    private static <T> @Nullable CompletableFuture<T> futureOf(@Nullable CompletionStage<T> stage) {
      try {
        return stage == null ? null : stage.toCompletableFuture();
      } catch (UnsupportedOperationException documented) {
        return null; // such a stage cannot be cancelled
      }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }
}
