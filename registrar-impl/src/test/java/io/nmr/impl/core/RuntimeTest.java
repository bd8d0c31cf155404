package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestModule.NPI;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.DetachCause;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.ProviderCharacteristics;
import io.nmr.Side;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.CountsSnapshot;
import io.nmr.runtime.DeclineEntry;
import io.nmr.runtime.NpiSnapshot;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the runtime shows of it all. */
@Timeout(30)
class RuntimeTest {
  private final LocalRegistrar registrar = new LocalRegistrar();

  private final RegistrarRuntime runtime = registrar.runtime();

  private final Trace trace = new Trace();

  private final TestProvider provider = aProvider(trace);

  private final TestClient client = aClient(trace);

  private final HeldCall held = new HeldCall();

  @Test
  void npis_come_by_id_with_their_numbers_while_anyone_is_registered() throws Exception {
    Npi<TestModule.Work, TestModule.Tell> earlier =
        Npi.of("a.first", TestModule.Work.class, TestModule.Tell.class);
    provider.registeredWith(registrar);
    aProvider(trace).named("second").registeredWith(registrar);
    client.ofNpi(earlier).registeredWith(registrar);
    assertThat(runtime.npis()).extracting(NpiSnapshot::id).containsExactly("a.first", NPI.id());
    NpiSnapshot npi = runtime.npis().get(1);
    assertThat(npi.providers()).isEqualTo(2);
    assertThat(npi.clients()).isZero();
    assertThat(npi.providerDispatch()).isEqualTo(TestModule.Work.class.getName());
    assertThat(npi.clientDispatch()).isEqualTo(TestModule.Tell.class.getName());
    assertThat(npi.conflictsWith()).isEmpty();
    client.deregister().await();
    assertThat(runtime.npis()).extracting(NpiSnapshot::id).containsExactly(NPI.id());
  }

  @Test
  void registrations_come_in_order_with_what_was_told() {
    LocalModule own = registrar.module("own");
    own.registerProvider(ProviderCharacteristics.of(NPI, provider).number(7).with("colour", "red"));
    client.registeredWith(registrar);
    assertThat(runtime.registrations()).hasSize(2);
    RegistrationSnapshot first = runtime.registrations().get(0);
    assertThat(first.side()).isEqualTo(Side.PROVIDER);
    assertThat(first.module()).isEqualTo("own");
    assertThat(first.number()).isEqualTo(7);
    assertThat(first.npi()).isEqualTo(NPI.id());
    assertThat(first.ownerId()).isEqualTo(-1);
    assertThat(first.owner()).contains("own");
    assertThat(first.characteristics()).isEqualTo(Map.of("colour", "red"));
    assertThat(first.isDeregistering()).isFalse();
    assertThat(first.bindings()).isEqualTo(1);
    RegistrationSnapshot second = runtime.registrations().get(1);
    assertThat(second.side()).isEqualTo(Side.CLIENT);
    assertThat(second.module()).isEqualTo("client");
    assertThat(second.id()).isGreaterThan(first.id());
  }

  @Test
  void a_binding_shows_its_calls_in_progress_in_each_direction_and_why_it_goes() throws Exception {
    HeldCall callback = new HeldCall();
    provider.answering(held::hold).registeredWith(registrar);
    client.answering(callback::hold).registeredWith(registrar);
    held.by("client's", () -> client.call("x"));
    callback.by("provider's", () -> provider.call("y"));
    BindingSnapshot binding = runtime.bindings().get(0);
    assertThat(binding.id()).isEqualTo(client.binding().id());
    assertThat(binding.clientCalls()).isEqualTo(1);
    assertThat(binding.providerCalls()).isEqualTo(1);
    assertThat(binding.isGuarded()).isTrue();
    assertThat(binding.detachCause()).isEmpty();
    assertThat(binding.client().module()).isEqualTo("client");
    assertThat(binding.provider().module()).isEqualTo("provider");
    client.deregister();
    assertThat(runtime.bindings().get(0).detachCause()).contains(DetachCause.CLIENT_DEREGISTERED);
    assertThat(runtime.bindings().get(0).state()).isNotEqualTo(binding.state());
    held.leaveAndReturn();
    callback.leaveAndReturn();
    client.deregister().await();
    assertThat(runtime.bindings()).isEmpty();
  }

  @Test
  void a_binding_is_shown_from_the_offer_on() {
    provider.registeredWith(registrar);
    client.beforeAttach(offer -> held.hold());
    held.by("registering", () -> client.registeredWith(registrar));
    assertThat(runtime.bindings()).hasSize(1);
    held.leaveAndReturn();
  }

  @Test
  void declines_say_who_declined_whom_and_why_latest_last() {
    Instant before = Instant.now();
    provider
        .attaching(
            offer -> {
              throw new NoInterfaceException("second");
            })
        .registeredWith(registrar);
    client
        .beforeAttach(
            offer -> {
              throw new NoInterfaceException("first");
            })
        .registeredWith(registrar);
    aClient(trace).named("other").registeredWith(registrar);
    assertThat(runtime.declines())
        .extracting(DeclineEntry::reason)
        .containsExactly("first", "second");
    DeclineEntry last = runtime.declines().get(1);
    assertThat(last.by()).isEqualTo(Side.PROVIDER);
    assertThat(last.client()).isEqualTo("other");
    assertThat(last.provider()).isEqualTo("provider");
    assertThat(last.npi()).isEqualTo(NPI.id());
    assertThat(last.when()).isBetween(before, Instant.now());
  }

  @Test
  void only_the_most_recent_declines_are_kept() {
    provider
        .attaching(
            offer -> {
              throw new NoInterfaceException("by " + offer.client());
            })
        .registeredWith(registrar);
    for (int i = 0; i < 5_000; i++) {
      client.number(i).registeredWith(registrar).registration.close();
    }
    assertThat(runtime.declines().size()).isBetween(1, 4_999);
    assertThat(runtime.declines().get(runtime.declines().size() - 1).reason())
        .isEqualTo("by client#4999");
    assertThat(runtime.counts().declined()).isEqualTo(5_000);
  }

  @Test
  void a_pending_deregistration_is_shown_from_the_first_moment_until_it_is_complete()
      throws Exception {
    provider.answering(held::hold).registeredWith(registrar);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    assertThat(runtime.pending()).isEmpty();
    client.deregister();
    assertThat(runtime.pending()).hasSize(1);
    PendingSnapshot pending = runtime.pending().get(0);
    assertThat(pending.registration().module()).isEqualTo("client");
    assertThat(pending.registration().isDeregistering()).isTrue();
    assertThat(pending.isHold()).isFalse();
    assertThat(pending.since()).isBeforeOrEqualTo(Instant.now());
    assertThat(pending.blockers()).hasSize(1);
    assertThat(pending.blockers().get(0).executing())
        .anyMatch(frame -> frame.getMethodName().equals("hold"));
    assertThat(pending.blockers().get(0).toString())
        .startsWith("call by client into provider")
        .contains("caller");
    held.leaveAndReturn();
    client.deregister().await();
    assertThat(runtime.pending()).isEmpty();
    assertThat(runtime.registrations()).hasSize(1);
  }

  @Test
  void counts_count() throws Exception {
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    aClient(trace)
        .beforeAttach(
            offer -> {
              throw new NoInterfaceException("no");
            })
        .registeredWith(registrar);
    client.deregister().await();
    assertThatThrownBy(() -> client.call("x")).isInstanceOf(DetachedException.class);
    CountsSnapshot counts = runtime.counts();
    assertThat(counts.registrations()).isEqualTo(3);
    assertThat(counts.attached()).isEqualTo(1);
    assertThat(counts.declined()).isEqualTo(1);
    assertThat(counts.detached()).isEqualTo(1);
    assertThat(counts.refused()).isEqualTo(1);
    assertThat(counts.abandoned()).isZero();
    assertThat(counts.failedCallbacks()).isZero();
  }

  @Test
  void changes_rise_with_each_change_and_stay_when_there_is_none() throws Exception {
    long none = runtime.counts().changes();
    assertThat(runtime.counts().changes()).isEqualTo(none);
    provider.registeredWith(registrar);
    long registered = runtime.counts().changes();
    client.registeredWith(registrar);
    long attached = runtime.counts().changes();
    client.deregister().await();
    long detached = runtime.counts().changes();
    assertThat(registered).isGreaterThan(none);
    assertThat(attached).isGreaterThan(registered);
    assertThat(detached).isGreaterThan(attached);
    runtime.bindings();
    runtime.registrations();
    assertThat(runtime.counts().changes()).isEqualTo(detached);
  }

  @Test
  void registrations_are_shown_in_order_of_registration_whatever_their_side() {
    client.registeredWith(registrar);
    provider.registeredWith(registrar);
    aClient(trace).named("third").registeredWith(registrar);
    assertThat(registrar.runtime().registrations())
        .extracting(RegistrationSnapshot::module)
        .containsExactly("client", "provider", "third");
  }
}
