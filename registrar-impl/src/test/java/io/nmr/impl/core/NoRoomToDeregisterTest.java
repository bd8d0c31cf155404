package io.nmr.impl.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.Npi;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.OwnJvm;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.threads.RegistrarThreads;
import io.nmr.impl.threads.SharedWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A deregistration that begins where no stack, or no memory, is left. */
@Timeout(120)
class NoRoomToDeregisterTest {
  private static final Npi<Runnable, Void> NPI = Npi.of("io.nmr.test.room", Runnable.class);

  private final AtomicBoolean fails = new AtomicBoolean();
  private final NetworkRegistrar registrar =
      TestRegistrar.with(
          new RegistrarThreads() {
            @Override
            public void share(SharedWork work) {
              if (fails.getAndSet(false)) {
                throw new OutOfMemoryError("on purpose");
              }
              super.share(work);
            }
          });
  private final List<Registration> clients = new ArrayList<>();
  private final List<String> detached = new ArrayList<>();

  @Test
  void R12_every_binding_is_asked_once_though_the_deregistering_thread_could_not()
      throws Exception {
    Registration provider = providerWithTwoClients();
    fails.set(true);
    assertThatThrownBy(provider::deregister).isInstanceOf(OutOfMemoryError.class);
    assertThat(provider.deregister().await(Duration.ofSeconds(10))).isTrue();
    assertThat(detached).containsExactlyInAnyOrder("one", "provider", "two", "provider");
  }

  private Registration providerWithTwoClients() {
    Registration provider = provider();
    for (String name : List.of("one", "two")) {
      clients.add(
          TestRegistrar.module(registrar, name)
              .registerClient(NPI, offer -> offer.attach(this.<Void>noting(name, null))));
    }
    return provider;
  }

  private void closeClients() {
    clients.forEach(Registration::close);
    clients.clear();
  }

  private Registration provider() {
    return TestRegistrar.module(registrar, "provider")
        .registerProvider(NPI, offer -> noting("provider", () -> {}));
  }

  // ---- no stack ----

  /** How the frames on the way down are moved a little, so that the stack ends elsewhere. */
  private static final int OFFSETS = 8;

  /**
   * Goes down to the end of the stack, and on the way back tries that again and again until there
   * was room for it; returns how often there was not.
   */
  private static int tryOnTheWayBack(Callable<?> what) throws Exception {
    int failures;
    try {
      failures = tryOnTheWayBack(what);
    } catch (StackOverflowError full) {
      failures = 0;
    }
    if (failures >= 0) {
      try {
        what.call();
        return -1 - failures;
      } catch (StackOverflowError full) {
        return failures + 1;
      }
    }
    return failures;
  }

  private static int offset(int frames, long a, long b, long c, Callable<?> what) throws Exception {
    return frames == 0 ? tryOnTheWayBack(what) : offset(frames - 1, c, a, b, what);
  }

  /** On a thread of its own; what it has needed is loaded. */
  private static void tryAtTheEndOfAStack(int offset, Callable<?> what) {
    FutureTask<Integer> task = new FutureTask<>(() -> offset(offset, 1, 2, 3, what));
    Thread thread = new Thread(null, task, "edge", 512 << 10);
    thread.start();
    assertThat(Background.<Integer>elsewhere(task::get)).isLessThan(-1);
  }

  @Test
  void R12_every_binding_is_asked_once_wherever_the_stack_ends() throws Exception {
    providerWithTwoClients().close(); // what it needs is loaded
    closeClients();
    for (int offset = 0; offset < OFFSETS; offset++) {
      detached.clear();
      Registration provider = providerWithTwoClients();
      tryAtTheEndOfAStack(offset, provider::deregister);
      Deregistration deregistration = provider.deregister();
      assertThat(deregistration.await(Duration.ofSeconds(10)))
          .as("at %s, after %s: %s", offset, detached, deregistration.blockers())
          .isTrue();
      assertThat(detached).containsExactlyInAnyOrder("one", "provider", "two", "provider");
      closeClients();
    }
  }

  @Tag("full")
  @Test
  void R2_a_register_call_for_which_there_is_no_room_has_done_nothing() throws Exception {
    Registration provider = provider();
    Registrar module = TestRegistrar.module(registrar, "client");
    Callable<Registration> register =
        () -> module.registerClient(NPI, offer -> offer.attach(this.<Void>noting("client", null)));
    register.call().close();
    for (int offset = 0; offset < OFFSETS; offset++) {
      detached.clear();
      AtomicReference<Registration> client = new AtomicReference<>();
      tryAtTheEndOfAStack(
          offset,
          () -> {
            client.set(register.call());
            return client;
          });
      assertThat(registrar.runtime().registrations()).as("at %s", offset).hasSize(2);
      assertThat(registrar.runtime().bindings()).as("at %s", offset).hasSize(1);
      assertThat(client.get().deregister().await(Duration.ofSeconds(10))).isTrue();
      assertThat(detached).containsExactly("client", "provider");
    }
    provider.close();
  }

  // ---- no memory ----

  @Tag("full")
  @Test
  void R12_every_binding_is_asked_once_wherever_memory_ends() throws Exception {
    assertThat(OwnJvm.withLittleMemory(NoMemoryToDetach.class)).endsWith("each asked once");
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
