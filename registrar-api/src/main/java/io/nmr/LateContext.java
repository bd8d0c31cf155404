package io.nmr;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A one-way client's context that stands in for the one that the client makes from the result of
 * its attach. The attaching thread writes it; the registrar detaches a binding only after the
 * attach callback has returned, so every later read sees it.
 */
final class LateContext<B extends BindingContext<Void>> implements BindingContext<Void> {
  private volatile @Nullable B context;

  void become(B made) {
    context = Objects.requireNonNull(made, "the context made from the provider's dispatch");
  }

  B context() {
    return Objects.requireNonNull(context);
  }

  @Override
  @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
  public Void dispatch() {
    return null;
  }

  @Override
  public CompletionStage<?> detach() {
    B made = context;
    return made == null ? CompletableFuture.completedStage(null) : made.detach();
  }

  @Override
  public void cleanup() {
    B made = context;
    if (made != null) {
      made.cleanup();
    }
  }
}
