package io.nmr.impl.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Npi;
import io.nmr.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A deregistration whose thread has no memory left when all bindings have begun to detach. */
@Timeout(30)
class NoRoomToDeregisterTest {
  private static final Npi<Runnable, Void> NPI = Npi.of("io.nmr.test.room", Runnable.class);

  private final AtomicBoolean fails = new AtomicBoolean(true);
  private final NetworkRegistrar registrar =
      TestRegistrar.with(
          new RegistrarThreads() {
            @Override
            void share(SharedWork work) {
              if (fails.getAndSet(false)) {
                throw new OutOfMemoryError("on purpose");
              }
              super.share(work);
            }
          });
  private final List<String> detached = new ArrayList<>();

  @Test
  void R12_every_binding_is_asked_once_though_the_deregistering_thread_could_not()
      throws Exception {
    Registration provider =
        TestRegistrar.module(registrar, "provider")
            .registerProvider(NPI, offer -> noting("provider", () -> {}));
    for (String name : List.of("one", "two")) {
      TestRegistrar.module(registrar, name)
          .registerClient(NPI, offer -> offer.attach(this.<Void>noting(name, null)));
    }
    assertThatThrownBy(provider::deregister).isInstanceOf(OutOfMemoryError.class);
    assertThat(provider.deregister().await(Duration.ofSeconds(10))).isTrue();
    assertThat(detached).containsExactlyInAnyOrder("one", "provider", "two", "provider");
  }

  private <D> BindingContext<D> noting(String name, D dispatch) {
    return new BindingContext<>() {
      @Override
      public D dispatch() {
        return dispatch;
      }

      @Override
      public CompletionStage<?> detach() {
        synchronized (detached) {
          detached.add(name);
        }
        return CompletableFuture.completedStage(null);
      }
    };
  }
}
