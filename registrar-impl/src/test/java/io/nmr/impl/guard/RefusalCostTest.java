package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.DetachedException;
import io.nmr.Guard;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.impl.fixtures.Background;
import io.nmr.local.LocalRegistrar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R13: what a closed guard's refusal costs does not depend on how many calls are in progress. */
@Timeout(60)
class RefusalCostTest {
  /** What is called. */
  public interface Work {
    String work(String what);

    CompletionStage<String> later();
  }

  /** How the calls in progress have come in. */
  enum Kind {
    /** By hand, each with its entering thread. */
    BY_HAND,
    /** Through the dispatch, without a thread. */
    ASYNCHRONOUS
  }

  private static final int CALLS = 50_000;
  private static final int REFUSALS = 400;

  private final CompletableFuture<String> later = new CompletableFuture<>();

  /** A pair that is being taken apart, with calls in progress. */
  private final class Pair {
    private final LocalRegistrar registrar = new LocalRegistrar();
    private final List<Guard.Call> entered = new ArrayList<>();
    private Work peer;
    private Guard guard;
    private final Registration provider =
        registrar
            .module("provider")
            .registerProvider(Npi.of("io.nmr.test.cost", Work.class), offer -> context());

    Pair(Kind kind, int calls) {
      registrar
          .module("client")
          .registerClient(
              Npi.of("io.nmr.test.cost", Work.class),
              offer -> {
                peer = offer.attach(BindingContext.<Void>of(null));
                guard = offer.guard();
              });
      for (int call = 0; call < calls; call++) {
        if (kind == Kind.BY_HAND) {
          entered.add(guard.enter());
        } else {
          peer.later();
        }
      }
      assertThat(provider.deregister().isPending()).isTrue();
    }

    private BindingContext<Work> context() {
      return BindingContext.of(
          new Work() {
            @Override
            public String work(String what) {
              return what;
            }

            @Override
            public CompletionStage<String> later() {
              return later;
            }
          });
    }

    /** The median of many, all on one other thread. */
    private long medianNanos() {
      return Background.elsewhere(
          () -> {
            long[] times = new long[REFUSALS];
            for (int refusal = 0; refusal < REFUSALS; refusal++) {
              long start = System.nanoTime();
              try {
                throw new AssertionError("let in: " + peer.work("x"));
              } catch (DetachedException refused) {
                times[refusal] = System.nanoTime() - start;
              }
            }
            Arrays.sort(times);
            return times[REFUSALS / 2];
          });
    }

    private void end() throws Exception {
      entered.forEach(Guard.Call::leave);
      provider.deregister().await();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void R13_a_refusal_costs_the_same_with_one_call_in_progress_and_with_many(Kind kind)
      throws Exception {
    Pair one = new Pair(kind, 1);
    Pair many = new Pair(kind, CALLS);
    one.medianNanos(); // both warm
    many.medianNanos();
    long ofOne = one.medianNanos();
    long ofMany = many.medianNanos();
    // To walk through the calls takes some seventy times as long as with one.
    assertThat(ofMany).as("ns, against %d with one call", ofOne).isLessThan(5 * ofOne + 10_000);
    later.complete("done");
    one.end();
    many.end();
  }
}
