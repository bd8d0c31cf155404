package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.Npi;
import io.nmr.impl.threads.RegistrarThreads;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** H8: what an unload from inside a call of its own module still waits for. */
@Timeout(60)
class HoldInsideTest {
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
                    return HoldInsideTest.this.unload();
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
}
