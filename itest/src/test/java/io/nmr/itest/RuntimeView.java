package io.nmr.itest;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;

/** The service {@code io.nmr.runtime.RegistrarRuntime}, seen from outside. */
public final class RuntimeView {
  private final Object runtime;

  RuntimeView(Object runtime) {
    this.runtime = runtime;
  }

  public List<Facts> npis() {
    return list("npis");
  }

  public List<Facts> registrations() {
    return list("registrations");
  }

  public List<Facts> bindings() {
    return list("bindings");
  }

  public List<Facts> pending() {
    return list("pending");
  }

  public List<Facts> abandoned() {
    return list("abandoned");
  }

  public List<Facts> declines() {
    return list("declines");
  }

  @SuppressWarnings("unchecked")
  Map<String, String> settings() {
    return (Map<String, String>) Facts.call(runtime, "settings");
  }

  /** The blockers of everything that is pending. */
  public List<Facts> blockers() {
    return pending().stream().flatMap(each -> each.list("blockers").stream()).toList();
  }

  private List<Facts> list(String what) {
    return Facts.listOf(Facts.call(runtime, what));
  }

  public void abandon(long bindingId) {
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
