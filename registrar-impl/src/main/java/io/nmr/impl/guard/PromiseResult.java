package io.nmr.impl.guard;

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

  private static <T> Promise<T> follow(CountedCall call, Promise<T> promise) {
    Deferred<T> own = new PromiseFactory(PromiseFactory.inlineExecutor()).deferred();
    try {
      promise.onResolve(
          () -> {
            call.leave();
            own.resolveWith(promise);
          });
    } catch (RuntimeException | Error thrown) {
      call.leave();
      throw thrown;
    }
    return own.getPromise();
  }
}
