package io.nmr.sample.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.Registration;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import io.nmr.sample.resolver.Resolution;
import io.nmr.sample.resolver.Resolver;
import io.nmr.util.ProviderSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ResolverCallsTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final LocalModule loadModule = registrar.module("load");
  private final ProviderSet<Resolver> resolvers = ProviderSet.open(loadModule, Resolver.NPI);
  private final Run run = new Run(ResolverCalls.through(resolvers), 4, 0, System::nanoTime);
  private final Semaphore calls = new Semaphore(0);

  @AfterEach
  void close() throws InterruptedException {
    run.stop();
    registrar.close();
  }

  private Registration provider(String source, String answersAs) {
    Resolver resolver =
        new Resolver() {
          @Override
          public String source() {
            return source;
          }

          @Override
          public CompletionStage<Resolution> resolve(String name) {
            calls.release();
            return CompletableFuture.supplyAsync(
                () -> new Resolution(name, List.of("127.0.0.1"), answersAs));
          }
        };
    return registrar.registerProvider(Resolver.NPI, client -> BindingContext.of(resolver));
  }

  private long sum(ToLongFunction<Counts> of) {
    return run.counts().values().stream().mapToLong(of).sum();
  }

  @Test
  void providers_that_come_and_go_fail_no_call() throws Exception {
    run.start(); // with nobody there yet
    Registration old = provider("0", "0");
    for (int swap = 1; swap <= 100; swap++) {
      calls.acquire();
      old.close(); // for a moment there is nobody again
      calls.drainPermits();
      old = provider(String.valueOf(swap), String.valueOf(swap));
    }
    calls.acquire();
    run.stop();

    assertThat(sum(Counts::failures)).isZero();
    assertThat(sum(Counts::calls)).isGreaterThan(100);
  }

  @Test
  void a_wrong_answer_is_a_failure() throws Exception {
    provider("hosts", "somebody else");
    run.start();
    calls.acquire(5); // of four threads one has come back
    run.stop();

    assertThat(sum(Counts::failures)).isPositive();
  }

  @Test
  void unloading_the_load_while_it_runs_fails_no_call_and_ends_it() throws Exception {
    provider("hosts", "hosts");
    run.start();
    calls.acquire();

    loadModule.close();
    run.stop();

    assertThat(sum(Counts::failures)).isZero();
  }
}
