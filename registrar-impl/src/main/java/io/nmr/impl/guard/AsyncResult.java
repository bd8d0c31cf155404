package io.nmr.impl.guard;

import java.lang.reflect.Modifier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Results that are not there yet: a call that returns one is in progress until it completes (R21).
 */
final class AsyncResult {
  /**
   * Results of which nothing is expected; a JVM takes long to find that a class lacks an interface.
   * It keeps no loader: the class that is asked has the answer, and refers to this weakly.
   */
  private static final ClassValue<Boolean> IS_PLAIN =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
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

  /** Whether that result is one that may not be there yet. */
  static boolean isAsync(Object result) {
    Class<?> type = result.getClass();
    if (type == CompletableFuture.class) {
      return !((CompletableFuture<?>) result).isDone();
    }
    return !IS_PLAIN.get(type)
        && (result instanceof CompletionStage<?> || PromiseResult.isPromise(result));
  }

  /**
   * Leaves the call, now or when its result has completed; it has left its thread already.
   *
   * @param type what the caller was promised to get; a stage of a module's own class is replaced
   *     only where the caller cannot expect that class
   * @return the result, or the guard's own stage or promise in its place
   */
  @SuppressWarnings("unchecked") // the replacement has the type that the caller was promised
  static <R extends @Nullable Object> R leaveWith(CountedCall call, R result, Class<?> type) {
    if (result instanceof CompletionStage<?> stage) {
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
    boolean isReplaceable =
        type == CompletionStage.class
            || type == CompletableFuture.class
            || stage instanceof GuardedStage<?>
            || stage.getClass().getClassLoader() == null;
    GuardedStage<T> own = new GuardedStage<>(stage);
    try {
      stage.whenComplete(
          (value, thrown) -> {
            call.leave();
            own.follow(value, thrown);
          });
    } catch (Throwable thrown) { // a checked one, too: the stage is of a class in any language
      if (!own.isFollowing()) {
        call.leave();
      }
      throw thrown;
    }
    return isReplaceable ? own : stage;
  }

  /** The guard's own stage: completes after the call has stopped counting. */
  private static final class GuardedStage<T> extends CompletableFuture<T> {
    private volatile @Nullable CompletionStage<T> module; // dropped on completion (R22)

    GuardedStage(CompletionStage<T> module) {
      this.module = module;
    }

    boolean isFollowing() {
      return module == null;
    }

    @SuppressWarnings("NullAway") // a stage may well complete with null
    void follow(@Nullable T value, @Nullable Throwable thrown) {
      module = null;
      if (thrown == null) {
        complete(value);
      } else {
        completeExceptionally(thrown);
      }
    }

    /** Cancels the module's stage, whose completion completes this one. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      CompletionStage<T> stage = module;
      if (stage != null) {
        stage.toCompletableFuture().cancel(mayInterruptIfRunning);
      }
      return super.cancel(mayInterruptIfRunning);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }
}
