package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import io.nmr.runtime.RegistrationDTO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Schedules at the edges of a hold and of abandoning. */
@Timeout(60)
class HoldEdgesTest {
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);
  private final HeldCall held = new HeldCall();

  @Test
  void H1_an_unload_amid_a_registration_waits_for_it_and_ends_its_offers() {
    // The module's client is held in the offer of the first of two providers.
    LocalRegistrar registrar = new LocalRegistrar();
    LocalModule own = registrar.module("own");
    provider.registeredWith(registrar);
    aProvider(trace).named("second").registeredWith(registrar);
    client.afterAttach(offer -> held.hold());
    held.by("registering", () -> client.registeredWith(own));
    Background<Void> closing = Background.run("closing", own::close);
    Awaitility.await().until(() -> !registrar.runtime().pending().isEmpty());
    assertThat(trace.ending("detach")).isEmpty();
    held.leaveAndReturn();
    closing.get();
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
    assertThat(trace.ending("second")).isEmpty();
  }

  @Test
  void H5_an_offer_that_was_abandoned_does_not_attach() throws Exception {
    LocalRegistrar registrar = new LocalRegistrar();
    provider.registeredWith(registrar);
    client.beforeAttach(offer -> held.hold());
    held.by("registering", () -> client.registeredWith(registrar));
    provider.deregister();
    registrar.runtime().abandon(client.binding().id());
    held.leaveAndReturn();
    assertThat(trace.ending("asked by client")).isEmpty();
    assertThat(client.deregister().isPending()).isFalse();
    assertThat(trace.lines()).containsExactly("client is offered provider");
  }

  @Test
  void registrations_are_shown_in_order_of_registration_whatever_their_side() {
    LocalRegistrar registrar = new LocalRegistrar();
    client.registeredWith(registrar);
    provider.registeredWith(registrar);
    aClient(trace).named("third").registeredWith(registrar);
    assertThat(registrar.runtime().registrations())
        .extracting(RegistrationDTO::module)
        .containsExactly("client", "provider", "third");
  }
}
