package io.nmr.tck.extender;

import io.nmr.BindingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The client's side of one binding. Its detach takes a while, so that stops are held. */
final class Client implements BindingContext<Void> {
  private static final long DETACH_MILLIS = 40;

  private final Counts counts;

  Client(Counts counts, Greeting provider) {
    this.counts = counts;
    provider.greet();
    counts.add(Counts.ATTACHED);
  }

  @Override
  @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
  public Void dispatch() {
    return null;
  }

  @Override
  public CompletionStage<?> detach() {
    return new CompletableFuture<@Nullable Object>()
        .completeOnTimeout(null, DETACH_MILLIS, TimeUnit.MILLISECONDS)
        .thenRun(() -> counts.add(Counts.DETACHED));
  }

  @Override
  public void cleanup() {
    counts.add(Counts.CLEANED);
  }
}
