package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nmr.BindingContext;
import io.nmr.Npi;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.threads.RegistrarThreads;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * H8: what an unload from inside a call or callback of its own module still waits for. It leaves
 * out what waits for the stopping thread, and nothing else.
 */
@Timeout(60)
class HoldFromInsideTest {
  /** Returns before it is done. */
  public interface Async {
    CompletionStage<String> later();

    String unload();
  }

  private final CountDownLatch mayRun = new CountDownLatch(1);

  private final NetworkRegistrar registrar =
      TestRegistrar.with(
          new RegistrarThreads() {
            @Override
            public void execute(Runnable task) {
              super.execute(
                  () -> {
                    HeldCall.await(mayRun);
                    task.run();
                  });
            }
          });

  private final ModuleRegistrar own = TestRegistrar.module(registrar, "own");

  private final ModuleRegistrar peers = TestRegistrar.module(registrar, "peers");

  private final Trace trace = new Trace();

  private final HeldCall held = new HeldCall();

  private final TestProvider provider = aProvider(trace);

  private final TestClient client = aClient(trace);

  @BeforeEach
  void warnOfNothing() { // a warning would wake the wait
    registrar.runtime().configure(Map.of("nmr.hold.warn", "1h"));
  }

  /** The body of a call: unloads its own module; whether an interrupt is left. */
  private String unload() {
    own.unload().await();
    trace.add("unload has returned");
    return String.valueOf(Thread.interrupted());
  }

  private String unloadOrHold(String what) {
    return what.equals("unload") ? unload() : held.hold(what);
  }

  @Test
  void H8_it_waits_until_every_binding_has_been_asked_to_detach() {
    provider.answering(this::unloadOrHold).registeredWith(own);
    client.registeredWith(peers);
    Background<String> unloading =
        Background.start("unloading", () -> client.call("unload")).awaitBlockedIn("awaitOver");
    assertThat(unloading.isDone()).as("while no thread of the registrar asks").isFalse();
    mayRun.countDown();
    assertThat(unloading.get()).isEqualTo("false");
  }

  @Test
  void H8_it_goes_on_when_the_last_binding_that_others_were_inside_has_gone() {
    mayRun.countDown();
    TestClient other = aClient(trace).named("other");
    provider.answering(this::unloadOrHold).registeredWith(own);
    client.registeredWith(peers);
    other.registeredWith(peers);
    held.by("other", () -> other.call("hold"));
    Background<String> unloading =
        Background.start("unloading", () -> client.call("unload")).awaitBlockedIn("awaitOver");
    unloading.interrupt();
    unloading.awaitBlockedIn("awaitOver");
    assertThat(unloading.isDone()).isFalse();
    held.leaveAndReturn();
    assertThat(unloading.get()).as("H6: the interrupt is kept").isEqualTo("true");
    assertThat(trace.lines()).containsSubsequence("other cleanup", "unload has returned");
  }

  @Test
  void H8_it_waits_for_an_asynchronous_call_of_the_same_binding() {
    mayRun.countDown();
    Npi<Async, Void> npi = Npi.of("io.nmr.test.async", Async.class);
    CompletableFuture<String> result = new CompletableFuture<>();
    AtomicReference<Async> peer = new AtomicReference<>();
    own.registerProvider(
        npi,
        offer ->
            BindingContext.of(
                new Async() {
                  @Override
                  public CompletionStage<String> later() {
                    return result;
                  }

                  @Override
                  public String unload() {
                    return HoldFromInsideTest.this.unload();
                  }
                }));
    peers.registerClient(npi, offer -> peer.set(offer.attach(BindingContext.<Void>of(null))));
    CompletionStage<String> later = peer.get().later();
    Background<String> unloading =
        Background.start("unloading", () -> peer.get().unload()).awaitBlockedIn("awaitOver");
    assertThat(unloading.isDone()).as("while a call is in progress").isFalse();
    result.complete("done");
    assertThat(unloading.get()).isEqualTo("false");
    assertThat(later).isCompletedWithValue("done");
  }

  @Test
  void H8_an_unload_from_inside_a_detach_waits_for_the_other_bindings_and_returns() {
    LocalRegistrar local = new LocalRegistrar();
    LocalModule module = local.module("own");
    aProvider(trace).registeredWith(local);
    aProvider(trace).registeredWith(local);
    AtomicBoolean isFirst = new AtomicBoolean(true);
    TestClient client =
        aClient(trace)
            .onDetach(
                () -> {
                  if (isFirst.getAndSet(false)) {
                    module.close();
                  }
                })
            .registeredWith(module);
    Background.run("deregistering", client.registration::deregister).get();
    await().untilAsserted(() -> assertThat(trace.ending("cleanup")).hasSize(4));
  }

  @Test
  void H8_an_unload_from_inside_goes_on_as_soon_as_the_others_have_left() {
    // Two calls are inside; one of them unloads the module. Both detach stages are pending, so
    // nothing of the account changes when the other call leaves but the call itself.
    LocalRegistrar local = LocalRegistrar.abandoningAfter(Duration.ofMinutes(2));
    LocalModule module = local.module("own");
    CompletableFuture<Void> stage = new CompletableFuture<>();
    client.detaching(() -> stage).registeredWith(local);
    provider
        .detaching(() -> stage)
        .answering(
            what -> {
              if (what.equals("unload")) {
                module.close();
              } else {
                held.hold();
              }
              return what;
            })
        .registeredWith(module);
    held.by("other", () -> client.call("other"));
    Background<String> unloading = Background.start("unloading", () -> client.call("unload"));
    Awaitility.await().until(() -> trace.lines().contains("provider detach"));
    unloading.awaitBlocked();
    assertThat(unloading.isDone()).isFalse();
    held.leaveAndReturn();
    assertThat(unloading.get()).isEqualTo("unload");
    stage.complete(null);
  }
}
