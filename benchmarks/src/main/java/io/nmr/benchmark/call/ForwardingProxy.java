package io.nmr.benchmark.call;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A {@code java.lang.reflect.Proxy} that does nothing but forward. Protects nothing. */
final class ForwardingProxy {
  private ForwardingProxy() {}

  static Work around(Target target) {
    return (Work)
        Proxy.newProxyInstance(
            Work.class.getClassLoader(),
            new Class<?>[] {Work.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
