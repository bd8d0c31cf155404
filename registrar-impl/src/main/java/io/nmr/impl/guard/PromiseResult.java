package io.nmr.impl.guard;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.osgi.util.promise.Deferred;
import org.osgi.util.promise.Promise;
import org.osgi.util.promise.PromiseFactory;

/**
 * Follows results that are OSGi promises. The promise package is wired dynamically, when a module's
 * dispatch first returns a promise; where the package is absent, no result is taken for a promise.
 */
final class PromiseResult {
  private static final String PACKAGE = "org.osgi.util.promise";
  private static final String PROMISE = PACKAGE + ".Promise";

  private PromiseResult() {}

  /**
   * Whether that is the promise type of the registrar's own class space, whose promises this class
   * can follow.
   */
  static boolean isPromise(Class<?> type) {
    return type.getName().equals(PROMISE) && isOurs(() -> type == Promise.class);
  }

  /** Whether that is a class of a promise package, of the registrar's class space or of another. */
  static boolean isNamedSo(Class<?> type) {
    return type.getPackageName().equals(PACKAGE);
  }

  /**
   * Whether that result is a promise that this class can follow. The package of the result's class
   * is looked at first, because only the promise package itself implements the interface.
   */
  static boolean isPromise(Object result) {
    return isNamedSo(result.getClass()) && isOurs(() -> result instanceof Promise<?>);
  }

  private static boolean isOurs(BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (NoClassDefFoundError absent) {
      return false; // the registrar has no promise package: it is another class space's
    }
  }

  static Object leaveWith(CountedCall call, Object result) {
    return follow(call, (Promise<?>) result);
  }

  /**
   * Makes the call leave when the promise is resolved. A promise calls back on an executor of the
   * module, and that may be on the thread that registers the callback. So the current thread is
   * part of the call until it has registered the callback: see {@link AsyncResult}.
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
