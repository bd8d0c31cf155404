package io.nmr.sample.load;

import io.nmr.sample.resolver.Resolution;
import io.nmr.sample.resolver.Resolver;
import io.nmr.util.ProviderSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The kinds of calls through the resolver NPI. They ask for a name that every resolver knows
 * without a network.
 *
 * <p>They are keys of a map and therefore classes and not records: on JDK 17 the first {@code
 * equals} of a record leaves its class, and so the bundle's class loader, in a cache of {@code
 * java.lang.runtime.ObjectMethods}.
 */
final class ResolverCalls {
  private static final String NAME = "localhost";
  private static final long SECONDS = 30;

  private ResolverCalls() {}

  static List<LoadCall> through(ProviderSet<Resolver> resolvers) {
    return List.of(new Source(resolvers), new Resolve(resolvers));
  }

  /** A synchronous call. */
  private static final class Source implements LoadCall {
    private final ProviderSet<Resolver> resolvers;

    Source(ProviderSet<Resolver> resolvers) {
      this.resolvers = resolvers;
    }

    @Override
    public String name() {
      return "resolver source";
    }

    @Override
    public void make(Runnable inside) {
      String source =
          resolvers.call(
              resolver -> {
                inside.run();
                return resolver.source();
              });
      if (source.isBlank()) {
        throw new IllegalStateException("a resolver has no name");
      }
    }
  }

  /** An asynchronous call, which goes to the resolver that a synchronous one has just named. */
  private static final class Resolve implements LoadCall {
    private final ProviderSet<Resolver> resolvers;

    Resolve(ProviderSet<Resolver> resolvers) {
      this.resolvers = resolvers;
    }

    @Override
    public String name() {
      return "resolver resolve";
    }

    @Override
    public void make(Runnable inside) throws Exception {
      CompletionStage<Resolution> pending =
          resolvers.call(
              resolver -> {
                inside.run();
                String source = resolver.source();
                return resolver.resolve(NAME).thenApply(answer -> checked(answer, source));
              });
      try {
        pending.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException failed) {
        // Wrapped, so that it is not taken for a refusal and retried: the call had begun.
        throw new IllegalStateException("resolve failed: " + failed.getCause(), failed);
      }
    }

    private static Resolution checked(Resolution answer, String source) {
      if (!answer.name().equals(NAME) || !answer.source().equals(source)) {
        throw new IllegalStateException("asked " + source + " for " + NAME + ", got " + answer);
      }
      return answer;
    }
  }
}
