package io.nmr;

import org.jspecify.annotations.Nullable;

/**
 * A call was refused because its binding is detached. No code of the callee has run, so the caller
 * may safely make the call elsewhere.
 */
public class DetachedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;
  private final transient @Nullable Binding binding;

  /** For the guard of that binding, or a set of bindings, to throw. */
  public DetachedException(@Nullable Binding binding, String message) {
    super(message);
    this.binding = binding;
  }

  /** The binding that is detached; null where a set of providers that has none is deregistered. */
  public @Nullable Binding binding() {
    return binding;
  }
}
