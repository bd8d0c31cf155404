package io.nmr.impl.journal;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.Side;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeEvent.Kind;
import io.nmr.runtime.RuntimeListener;
import io.nmr.runtime.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those who listen are told, and in which order. */
@Timeout(30)
class EventsTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final RegistrarRuntime runtime = registrar.runtime();
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);
  private final List<RuntimeEvent> events = new CopyOnWriteArrayList<>();
  private final Subscription subscription = runtime.listen(events::add);

  private List<Kind> kinds() {
    return events.stream().map(RuntimeEvent::kind).toList();
  }

  private RuntimeEvent the(Kind kind) {
    return events.stream().filter(each -> each.kind() == kind).findFirst().orElseThrow();
  }

  private void attach() {
    provider.registeredWith(registrar);
    client.registeredWith(registrar.module("clients"));
  }

  private static void assertOf(RuntimeEvent event, String client, String provider) {
    assertThat(event.npi()).isEqualTo(TestModule.NPI.id());
    assertThat(event.client()).isEqualTo(client);
    assertThat(event.provider()).isEqualTo(provider);
    assertThat(event.when()).isBeforeOrEqualTo(Instant.now());
  }

  private static void assertTook(RuntimeEvent event) {
    assertThat(event.duration().orElseThrow()).isPositive().isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void a_pair_is_told_of_from_the_registration_to_the_last_refused_call() throws Exception {
    attach();
    client.deregister().await();
    assertThatThrownBy(() -> client.call("x")).isInstanceOf(DetachedException.class);
    assertThat(kinds())
        .containsExactly(
            Kind.REGISTERED,
            Kind.REGISTERED,
            Kind.ATTACHED,
            Kind.DEREGISTERING,
            Kind.DETACHING,
            Kind.DETACHED,
            Kind.DEREGISTERED,
            Kind.REFUSED);
  }

  @Test
  void an_event_of_a_registration_names_it_and_its_owner() throws Exception {
    attach();
    client.deregister().await();
    RuntimeEvent registered = the(Kind.REGISTERED);
    assertOf(registered, "", "provider");
    assertThat(registered.side()).contains(Side.PROVIDER);
    assertThat(registered.owner()).isEqualTo("local");
    assertThat(registered.duration()).isEmpty();
    assertThat(registered.bindingId()).isZero();
    assertOf(the(Kind.DEREGISTERED), "client", "");
    assertThat(the(Kind.DEREGISTERED).side()).contains(Side.CLIENT);
    assertTook(the(Kind.DEREGISTERED));
  }

  @Test
  void an_event_of_a_binding_names_both_sides_and_why_it_goes() throws Exception {
    attach();
    client.deregister().await();
    assertThatThrownBy(() -> client.call("x")).isInstanceOf(DetachedException.class);
    for (Kind kind : List.of(Kind.ATTACHED, Kind.DETACHING, Kind.DETACHED, Kind.REFUSED)) {
      RuntimeEvent event = the(kind);
      assertOf(event, "client", "provider");
      assertThat(event.bindingId()).isEqualTo(client.binding().id());
      assertThat(event.detail()).isEqualTo(kind == Kind.ATTACHED ? "" : "CLIENT_DEREGISTERED");
      assertThat(event.duration().isPresent()).isEqualTo(kind == Kind.DETACHED);
    }
    assertTook(the(Kind.DETACHED));
    assertThat(the(Kind.ATTACHED).side()).isEmpty();
    assertThat(the(Kind.ATTACHED).owner()).isEmpty();
    assertThat(the(Kind.REFUSED).side()).contains(Side.CLIENT);
    assertThat(the(Kind.REFUSED).owner()).isEqualTo("clients");
  }

  @Test
  void a_decline_a_failure_and_an_abandon_say_whose_they_are() {
    client.beforeAttach(
        offer -> {
          throw new NoInterfaceException("not me");
        });
    attach();
    aClient(trace)
        .named("broken")
        .detaching(
            () -> {
              throw new IllegalStateException("broken");
            })
        .registeredWith(registrar);
    provider.detaching(CompletableFuture::new).deregister();
    long binding = runtime.bindings().get(0).id();
    runtime.abandon(binding);

    assertOf(the(Kind.DECLINED), "client", "provider");
    assertThat(the(Kind.DECLINED).side()).contains(Side.CLIENT);
    assertThat(the(Kind.DECLINED).detail()).isEqualTo("not me");
    assertOf(the(Kind.CALLBACK_FAILED), "broken", "provider");
    assertThat(the(Kind.CALLBACK_FAILED).detail()).startsWith("detach: ").contains("broken");
    assertThat(runtime.failures()).containsExactly(the(Kind.CALLBACK_FAILED));
    assertOf(the(Kind.ABANDONED), "broken", "provider");
    assertThat(the(Kind.ABANDONED).detail()).contains("provider");
    assertThat(runtime.abandoned())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.bindingId()).isEqualTo(binding);
              assertThat(record.npi()).isEqualTo(TestModule.NPI.id());
              assertThat(record.client()).isEqualTo("broken");
              assertThat(record.provider()).isEqualTo("provider");
            });
  }

  @Test
  void H4_a_hold_is_told_of_when_it_begins_lasts_and_ends() {
    HeldCall held = new HeldCall();
    runtime.configure(Map.of("nmr.hold.warn", "1ms"));
    LocalModule own = registrar.module("own");
    provider.answering(held::hold).registeredWith(own);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    Background<Void> closing = Background.run("closing", own::close);
    await().until(() -> kinds().contains(Kind.HOLD_WARNED));
    held.leaveAndReturn();
    closing.get();
    assertThat(kinds()).containsSubsequence(Kind.HOLD_BEGUN, Kind.HOLD_WARNED, Kind.HOLD_ENDED);
    assertThat(the(Kind.HOLD_BEGUN).owner()).isEqualTo("own");
    assertThat(the(Kind.HOLD_BEGUN).duration()).isEmpty();
    assertThat(the(Kind.HOLD_WARNED).owner()).isEqualTo("own");
    assertThat(the(Kind.HOLD_WARNED).detail()).contains("caller");
    assertTook(the(Kind.HOLD_WARNED));
    assertTook(the(Kind.HOLD_ENDED));
  }

  @Test
  void whatever_a_listener_throws_the_others_hear_of_it_and_the_registrar_goes_on() {
    RuntimeListener broken =
        event -> {
          throw new AssertionError("this listener is broken");
        };
    runtime.listen(broken);
    List<RuntimeEvent> later = new CopyOnWriteArrayList<>();
    runtime.listen(later::add);
    try (LogCapture log = new LogCapture()) {
      attach();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("the runtime listener " + broken.getClass().getName() + " failed")
          .contains("this listener is broken");
    }
    assertThat(client.call("x")).isEqualTo("x");
    assertThat(later).isEqualTo(events).hasSize(3);
  }

  @Test
  void who_has_stopped_listening_hears_of_nothing_more_and_another_like_it_goes_on() {
    RuntimeListener same = events::add;
    Subscription second = runtime.listen(same);
    runtime.listen(same);
    subscription.close();
    second.close();
    provider.registeredWith(registrar);
    assertThat(kinds()).containsExactly(Kind.REGISTERED);
  }

  @Test
  void a_completion_that_a_listener_asks_for_when_a_deregistration_begins_completes()
      throws Exception {
    CompletableFuture<Void> completed = new CompletableFuture<>();
    provider.registeredWith(registrar);
    runtime.listen(
        event -> {
          if (event.kind() == Kind.DEREGISTERING) {
            provider.deregister().completion().thenRun(() -> completed.complete(null));
          }
        });
    assertThat(provider.deregister().isPending()).isFalse();
    completed.get(20, TimeUnit.SECONDS);
  }
}
