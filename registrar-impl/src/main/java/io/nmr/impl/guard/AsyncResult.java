package io.nmr.impl.guard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Follows results that may not be there yet: a call that returns such a result is in progress until
 * the result has completed (R21).
 */
final class AsyncResult {
  /**
   * Whether the results of a class are there as soon as they are returned: {@code TRUE} or {@code
   * FALSE}. A JVM takes longer to find that a class lacks an interface than this look-up takes.
   * This object keeps no class loader: the class keeps the answer, and refers to this object
   * weakly.
   *
   * <p>The answer is an {@code Object}, which is compared and not unboxed, so that a call has no
   * cast to check.
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
   * Whether that result may not be there yet, or may still have the module's code to run: a thread
   * that tries to complete a future that is already complete runs those of its dependents that have
   * not run yet.
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
   * Makes the call leave, now or when its result has completed.
   *
   * @param type the type that the caller was promised; a stage of a module's own class is replaced
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
    } catch (Throwable thrown) { // also a checked one: the stage may be of any language
      if (own == null) {
        call.leave();
      } else {
        own.giveUp();
      }
      throw thrown;
    }
  }

  /**
   * The guard's own stage, which follows the module's stage and completes after the call has left.
   *
   * <h2>What the call consists of</h2>
   *
   * A stage runs its dependents on whatever thread completes it, and a thread that only adds a
   * dependent may be made to run others, too. So a caller's thread may run the module's code in two
   * cases: when it cancels this stage, because that cancels the module's stage, and while this
   * stage begins to follow the module's. Such a thread is part of the call, as the module's own
   * work is, and the call leaves when the last of these parts ends. No other way leads through this
   * stage to the module: whatever else the caller does to this stage, or to a stage derived from
   * it, ends here.
   *
   * <p>{@link #parts} contains {@link #WORK} until the module's stage has completed, and {@link
   * #THREAD} once for each such thread. Exactly one thread takes the last part out; it makes the
   * call leave, and then completes this stage. A thread adds its part only while there is a part
   * left, which means while the call is in progress.
   *
   * <p>A thread that runs a module's own code is also counted by itself, so that the registrar
   * knows where the thread is (R19, H4). A thread that only adds a dependent to a future of the JDK
   * is not: to count it would cost more than all the rest.
   *
   * <p>If the module's stage does not let itself be cancelled, this stage is cancelled at once for
   * its caller, and the call goes on until the module's stage completes.
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

    /**
     * The parts of the call. The field is written plainly only before any other thread knows this
     * stage.
     */
    @SuppressWarnings("UnusedVariable") // PARTS reads it
    private int parts = WORK + THREAD;

    // Only a part of the call reads the fields below. They are written before the parts begin, by
    // the module's work as it ends, and by the part that ends last, which clears them: a caller may
    // keep this stage for long, so the stage keeps nothing once the call has left (R22).

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

    /**
     * Begins to follow the module's stage. It is called once, on the thread that gets this stage.
     */
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
     * Ends the call, whatever is left of its parts, because the module's stage could not be
     * followed.
     */
    void giveUp() {
      if ((int) PARTS.getAndSet(this, 0) != 0) {
        leave(null, null);
      }
    }

    /**
     * Ends the part of the module's work: its stage has completed. A stage that misbehaves may call
     * this method again.
     */
    private void completed(@Nullable T result, @Nullable Throwable failure) {
      int seen = parts();
      while ((seen & WORK) != 0) {
        if (seen != WORK) { // written before this part ends: the last thread reads it after that
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

    /**
     * Adds the part of a caller's thread that is about to run the module's code; returns false if
     * the call has left.
     */
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
     * Cancels the module's stage, whose completion completes this stage, and cancels this stage
     * itself if that completion did not come. What the module throws reaches the caller when both
     * steps are done.
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
