package io.nmr;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a closed guard, which refuses a call because the binding is detached. No code of the
 * callee has run, so the caller may safely make the call elsewhere.
 */
public class DetachedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;
  private final transient @Nullable Binding binding;

  /**
   * Used by the guard of that binding, and by a {@code ProviderSet} that has no binding.
   *
   * @param binding the detached binding; null for a set that has none
   * @param message what was refused and why
   */
  public DetachedException(@Nullable Binding binding, String message) {
    super(message);
    this.binding = binding;
  }

  /**
   * {@return the detached binding; null if a {@code ProviderSet} without a provider is
   * deregistered}
   */
  public @Nullable Binding binding() {
    return binding;
  }
}
