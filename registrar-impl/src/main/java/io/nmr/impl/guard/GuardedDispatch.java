package io.nmr.impl.guard;

import org.jspecify.annotations.Nullable;

/**
 * Makes the object that a peer calls in place of a module's dispatch: each function enters the
 * guard, calls the module and leaves. The one place that knows how such objects are made.
 *
 * @param <T> the dispatch interface
 */
public interface GuardedDispatch<T> {
  /** What the peer calls. */
  T dispatch();

  /** Forgets the module's dispatch, when nothing can call it any more (R22). */
  void drop();

  /**
   * Guards a dispatch.
   *
   * @param type the dispatch interface
   * @param target the module's dispatch
   * @param guard what every call enters
   * @param description what {@code toString()} of the result says
   */
  static <T> GuardedDispatch<T> of(Class<T> type, T target, SideGuard guard, String description) {
    return new ProxyDispatch<>(type, target, guard, description);
  }

  /** A dispatch that needs no guard: of an unguarded NPI, or absent. */
  static <T extends @Nullable Object> GuardedDispatch<T> raw(T target) {
    return new GuardedDispatch<>() {
      @Override
      public T dispatch() {
        return target;
      }

      @Override
      public void drop() {}
    };
  }
}
