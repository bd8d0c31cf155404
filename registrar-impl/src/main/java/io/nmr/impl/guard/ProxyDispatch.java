package io.nmr.impl.guard;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A guarded dispatch by {@link Proxy}. The proxy's class lives in the dispatch interface's own
 * loader, so it needs no import there and pins nothing of ours.
 */
final class ProxyDispatch<T> implements GuardedDispatch<T>, InvocationHandler {
  private final T dispatch;
  private final SideGuard guard;
  private final String description;
  private volatile @Nullable T target; // null once dropped, when the guard lets nobody in

  ProxyDispatch(Class<T> type, T target, SideGuard guard, String description) {
    this.target = target;
    this.guard = guard;
    this.description = description;
    this.dispatch =
        type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this));
  }

  @Override
  public T dispatch() {
    return dispatch;
  }

  @Override
  public void drop() {
    target = null;
  }

  @Override
  @SuppressWarnings("NullAway") // what the module returns, null or not, goes to its caller
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method, arguments);
    }
    CountedCall call = guard.enter();
    Object result;
    try {
      result = method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      call.leave();
      throw thrown.getCause();
    } catch (Throwable thrown) {
      call.leave();
      throw thrown;
    }
    return AsyncResult.leaveWith(call, result, method.getReturnType());
  }

  @SuppressWarnings("ReferenceEquality") // a guarded dispatch is equal to itself alone
  private @Nullable Object ofObject(Object proxy, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> description;
    };
  }
}
