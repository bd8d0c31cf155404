package io.nmr.itest;

import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** The service {@code io.nmr.runtime.RegistrarRuntime}, seen from outside. */
final class RuntimeView {
  private final Object runtime;

  RuntimeView(Object runtime) {
    this.runtime = runtime;
  }

  List<Facts> npis() {
    return list("npis");
  }

  List<Facts> registrations() {
    return list("registrations");
  }

  List<Facts> bindings() {
    return list("bindings");
  }

  List<Facts> pending() {
    return list("pending");
  }

  List<Facts> abandoned() {
    return list("abandoned");
  }

  List<Facts> declines() {
    return list("declines");
  }

  /** The blockers of everything that is pending. */
  List<Facts> blockers() {
    return pending().stream().flatMap(each -> each.list("blockers").stream()).toList();
  }

  private List<Facts> list(String what) {
    return Facts.listOf(Facts.call(runtime, what));
  }

  void abandon(long bindingId) {
    try {
      runtime
          .getClass()
          .getInterfaces()[0]
          .getMethod("abandon", long.class)
          .invoke(runtime, bindingId);
    } catch (InvocationTargetException thrown) {
      throw (RuntimeException) thrown.getCause();
    } catch (ReflectiveOperationException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
