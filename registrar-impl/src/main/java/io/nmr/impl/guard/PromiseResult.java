package io.nmr.impl.guard;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.osgi.util.promise.Deferred;
import org.osgi.util.promise.Promise;
import org.osgi.util.promise.PromiseFactory;

/**
 * OSGi promises as results. The package is wired dynamically, when a module's dispatch first
 * returns a promise; where it is not there at all, nothing is a promise.
 */
final class PromiseResult {
  private static final String PACKAGE = "org.osgi.util.promise";
  private static final String PROMISE = PACKAGE + ".Promise";

  private PromiseResult() {}

  /** Whether that is the promise type of our own class space, which this class can follow. */
  static boolean isPromise(Class<?> type) {
    return type.getName().equals(PROMISE) && isOurs(() -> type == Promise.class);
  }

  /** Whether that is a class of a promise package, ours or another. */
  static boolean isNamedSo(Class<?> type) {
    return type.getPackageName().equals(PACKAGE);
  }

  /** Whether that is a promise; only the package itself implements the interface. */
  static boolean isPromise(Object result) {
    return isNamedSo(result.getClass()) && isOurs(() -> result instanceof Promise<?>);
  }

  private static boolean isOurs(BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (NoClassDefFoundError absent) {
      return false; // no promise package here, so this one is of another class space
    }
  }

  static Object leaveWith(CountedCall call, Object result) {
    return follow(call, (Promise<?>) result);
  }

  /**
   * A promise calls back on an executor of the module's, and that may be on the thread that asks
   * for it. So this thread is part of the call until it has asked: see {@link AsyncResult}.
   */
  private static <T> Promise<T> follow(CountedCall call, Promise<T> promise) {
    AtomicBoolean isInProgress = new AtomicBoolean(true);
    CountedCall part = null;
    try {
      Deferred<T> own = new PromiseFactory(PromiseFactory.inlineExecutor()).deferred();
      part = call.part();
      promise.onResolve(
          () -> {
            if (isInProgress.getAndSet(false)) {
              call.leave();
            }
            own.resolveWith(promise);
          });
      return own.getPromise();
    } catch (RuntimeException | Error thrown) {
      if (isInProgress.getAndSet(false)) {
        call.leave();
      }
      throw thrown;
    } finally {
      if (part != null) {
        part.leave();
      }
    }
  }
}
