package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Deregistration;
import io.nmr.Npi;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What depends on the registrar's stages is anyone's code: here it waits for another
 * deregistration, which a held call keeps pending, and nobody else waits with it.
 */
@Timeout(60)
class DependentsTest {
  private static final Npi<TestModule.Work, TestModule.Tell> SLOW =
      Npi.of("io.nmr.test.slow", TestModule.Work.class, TestModule.Tell.class);

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Trace trace = new Trace();
  private final HeldCall call = new HeldCall();
  private final HeldCall slowCall = new HeldCall();
  private final TestProvider provider = aProvider(trace).answering(call::hold);
  private final TestClient client = aClient(trace);
  private final TestProvider slow =
      aProvider(trace).named("slow").ofNpi(SLOW).answering(slowCall::hold);

  @BeforeEach
  void holdACallOfEach() {
    TestClient slowClient = aClient(trace).named("slow client").ofNpi(SLOW);
    slow.registeredWith(registrar);
    slowClient.registeredWith(registrar);
    slowCall.by("slow caller", () -> slowClient.call("x"));
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    call.by("caller", () -> client.call("x"));
  }

  @AfterEach
  void leaveAll() throws Exception {
    assertThat(trace.lines()).doesNotContain("the dependent has waited");
    slowCall.leaveAndReturn();
    trace.await("the dependent has waited");
    provider.deregister().await();
    client.deregister().await();
  }

  private void waitForSlow() {
    trace.add("the dependent waits");
    slow.registration.close();
    trace.add("the dependent has waited");
  }

  private static void awaitCompletion(CompletionStage<?> stage) throws Exception {
    stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** What needs the registrar's own threads: an unload, and a call that leaves a binding last. */
  private void assertOthersComeAndGo() throws Exception {
    HeldCall last = new HeldCall();
    TestProvider other = aProvider(trace).named("other").answering(last::hold);
    TestClient otherClient = aClient(trace).named("other client");
    try (LocalModule module = registrar.module("other")) {
      other.registeredWith(module);
      otherClient.registeredWith(registrar);
      last.by("other caller", () -> otherClient.call("x"));
      Deregistration leaving = other.deregister();
      last.leaveAndReturn();
      awaitCompletion(leaving.completion());
    }
    awaitCompletion(otherClient.deregister().completion());
  }

  @Test
  void a_dependent_of_a_completion_that_waits_for_another_deregistration_stalls_nobody()
      throws Exception {
    client.deregister().completion().thenRun(this::waitForSlow);
    CompletionStage<Void> ofProvider = provider.deregister().completion();
    CompletionStage<Void> view = provider.binding().peerDetached();

    call.leaveAndReturn();

    trace.await("the dependent waits");
    awaitCompletion(ofProvider);
    awaitCompletion(view);
    assertOthersComeAndGo();
  }

  @Test
  void a_dependent_of_a_view_that_waits_for_another_deregistration_stalls_nobody()
      throws Exception {
    client.deregister();
    provider.binding().peerDetached().thenRun(this::waitForSlow);

    call.leaveAndReturn();

    trace.await("the dependent waits");
    assertOthersComeAndGo();
  }
}
