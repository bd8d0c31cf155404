package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.TestRegistrar;
import io.nmr.impl.fixtures.Trace;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeEvent.Kind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The order that a listener may rely on. A first listener is held in the event that the test means,
 * while another thread does what brings the next one about; a second one keeps what it hears.
 */
@Timeout(30)
class EventOrderTest {
  private final NetworkRegistrar registrar = TestRegistrar.create();
  private final ModuleRegistrar providers = TestRegistrar.module(registrar, "providers");
  private final ModuleRegistrar clients = TestRegistrar.module(registrar, "clients");
  private final TestProvider provider = aProvider(new Trace());
  private final TestClient client = aClient(new Trace());
  private final HeldCall held = new HeldCall();
  private final List<RuntimeEvent> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void leave() {
    held.leave();
  }

  /** The first such event goes to the first listener and stays there. */
  private void hold(Kind kind) {
    AtomicBoolean isFirst = new AtomicBoolean(true);
    registrar
        .runtime()
        .listen(
            event -> {
              if (event.kind() == kind && isFirst.getAndSet(false)) {
                held.hold();
              }
            });
    registrar.runtime().listen(heard::add);
  }

  private List<String> kinds() {
    return heard.stream()
        .map(
            each ->
                each.kind() + (each.bindingId() > 0 ? "" : " " + each.client() + each.provider()))
        .toList();
  }

  @Test
  void a_registration_is_told_of_before_anything_of_its_bindings() {
    hold(Kind.REGISTERED);
    Background<TestProvider> registering =
        Background.start("registering", () -> provider.registeredWith(providers));
    held.isInside();
    Background.elsewhere(() -> client.registeredWith(clients));
    assertThat(kinds()).containsExactly("REGISTERED client");
    held.leave();
    registering.get();
    assertThat(kinds()).containsExactly("REGISTERED client", "REGISTERED provider", "ATTACHED");
  }

  @Test
  void a_registration_is_told_of_before_its_end() {
    hold(Kind.REGISTERED);
    Background<TestProvider> registering =
        Background.start("registering", () -> provider.registeredWith(providers));
    held.isInside();
    Background.run("stopping", () -> providers.unload().await()).get();
    assertThat(registrar.runtime().registrations()).as("nobody waits for a listener").isEmpty();
    assertThat(heard).extracting(RuntimeEvent::kind).doesNotContain(Kind.DEREGISTERING);
    held.leave();
    registering.get();
    assertThat(kinds())
        .containsSubsequence(
            "REGISTERED provider", "DEREGISTERING provider", "DEREGISTERED provider");
    assertThat(registrar.runtime().npis()).as("nothing keeps the table").isEmpty();
  }

  @Test
  void the_beginning_of_an_end_is_told_of_before_the_end() {
    provider.registeredWith(providers);
    hold(Kind.DEREGISTERING);
    Background<Void> leaving = Background.run("leaving", () -> provider.deregister().await());
    held.isInside();
    assertThat(leaving.isDone()).isFalse();
    held.leave();
    leaving.get();
    assertThat(kinds()).containsExactly("DEREGISTERING provider", "DEREGISTERED provider");
  }

  /** The listener is on the registering thread, and what it brings about is told after it. */
  @Test
  void what_a_listener_brings_about_is_told_to_all_after_what_it_has_heard() {
    registrar
        .runtime()
        .listen(
            event -> {
              if (event.kind() == Kind.REGISTERED) {
                providers.unload().await();
              }
            });
    registrar.runtime().listen(heard::add);
    provider.registeredWith(providers);
    assertThat(kinds())
        .containsSubsequence(
            "REGISTERED provider", "DEREGISTERING provider", "DEREGISTERED provider");
  }

  @Test
  void a_pair_is_told_of_before_it_is_taken_apart() throws Exception {
    provider.registeredWith(providers);
    hold(Kind.ATTACHED);
    Background<TestClient> registering =
        Background.start("registering", () -> client.registeredWith(clients));
    held.isInside();
    Background.run("leaving", provider::deregister).get();
    assertThat(heard).extracting(RuntimeEvent::kind).doesNotContain(Kind.DETACHING, Kind.ATTACHED);
    held.leave();
    registering.get();
    provider.deregister().await();
    assertThat(kinds()).containsSubsequence("ATTACHED", "DETACHING", "DETACHED");
  }

  @Test
  void a_pair_is_told_to_be_taken_apart_before_it_is_gone() {
    provider.registeredWith(providers);
    client.registeredWith(clients);
    hold(Kind.DETACHING);
    Background<Void> leaving = Background.run("leaving", () -> provider.deregister().await());
    held.isInside();
    client.deregister();
    registrar.runtime().abandon(client.binding().id()); // both have left; nothing is left to ask
    assertThat(heard).extracting(RuntimeEvent::kind).doesNotContain(Kind.DETACHING, Kind.DETACHED);
    held.leave();
    assertThat(catchThrowable(leaving::get)).isNotNull();
    await().until(() -> kinds().contains("DETACHED"));
    assertThat(kinds()).containsSubsequence("DETACHING", "DETACHED").containsOnlyOnce("DETACHING");
  }

  /** Both leave by abandon before anyone is asked: there is no thread but that which cleans up. */
  @Test
  void a_pair_that_both_sides_have_left_is_told_to_be_taken_apart_too() {
    provider.registeredWith(providers);
    client.registeredWith(clients);
    registrar.runtime().listen(heard::add);
    ((CoreRegistration) provider.registration).beginDeregister();
    ((CoreRegistration) client.registration).beginDeregister();
    registrar.runtime().abandon(client.binding().id());
    await().until(() -> kinds().contains("DETACHED"));
    assertThat(kinds()).containsSubsequence("DETACHING", "DETACHED").containsOnlyOnce("DETACHING");
  }

  /** It was bound, for the client's attach had succeeded, and is told of as such. */
  @Test
  void a_pair_that_was_abandoned_while_it_attached_is_told_of_from_its_beginning() {
    provider.registeredWith(providers);
    registrar.runtime().listen(heard::add);
    client
        .afterAttach(
            offer -> {
              provider.deregister();
              registrar.runtime().abandon(offer.binding().id());
            })
        .registeredWith(clients);
    await().until(() -> kinds().contains("DETACHED"));
    assertThat(kinds()).containsSubsequence("ATTACHED", "DETACHING", "DETACHED");
    assertThat(registrar.runtime().counts().attached()).isEqualTo(1);
    assertThat(registrar.runtime().counts().detached()).isEqualTo(1);
  }
}
