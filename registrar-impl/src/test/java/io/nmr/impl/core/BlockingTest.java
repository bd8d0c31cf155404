package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nmr.Blocker;
import io.nmr.Blocker.Reason;
import io.nmr.Deregistration;
import io.nmr.Side;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.journal.Journal;
import io.nmr.local.LocalRegistrar;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H4: who is named, and how often. */
@Timeout(30)
class BlockingTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);
  private final HeldCall held = new HeldCall();

  @AfterEach
  void leave() {
    held.leave();
  }

  private List<Blocker> pending() {
    CompletableFuture<Void> never = new CompletableFuture<>();
    provider.detaching(() -> never).registeredWith(registrar);
    client.detaching(() -> never);
    for (int number = 0; number < 2; number++) {
      client.number(number).registeredWith(registrar);
    }
    return provider.deregister().blockers();
  }

  @Test
  void H4_a_line_names_the_first_three_and_how_many_more_there_are() {
    List<Blocker> four = pending();
    assertThat(four).hasSize(4).extracting(Blocker::reason).containsOnly(Reason.DETACH_PENDING);
    String three = four.get(0) + "; " + four.get(1) + "; " + four.get(2);
    assertThat(Journal.text(four.subList(0, 3))).isEqualTo(three);
    assertThat(Journal.text(four)).isEqualTo(three + "; and 1 more");
  }

  @Test
  void H4_a_detach_that_has_not_returned_is_named_and_one_that_is_yet_to_be_called() {
    client.onDetach(held::hold).registeredWith(registrar);
    provider.registeredWith(registrar);
    Background<Deregistration> deregistering = Background.start("asker", provider::deregister);
    held.isInside();
    assertThat(runtimeBlockers())
        .extracting(Blocker::side, Blocker::reason, Blocker::thread)
        .containsExactly(
            tuple(Side.CLIENT, Reason.DETACHING, Optional.of("asker")),
            tuple(Side.PROVIDER, Reason.DETACHING, Optional.empty()));
    held.leave();
    deregistering.get();
  }

  /** The client is told when all has run down: its cleanup is waited for as well. */
  @ParameterizedTest
  @EnumSource(Side.class)
  void H4_a_thread_that_tells_a_view_is_named_while_what_depends_on_it_runs(Side told) {
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    TestModule<?> view = told == Side.CLIENT ? client : provider;
    view.binding().peerDetached().thenRun(held::hold);
    Background<Deregistration> deregistering = Background.start("teller", provider::deregister);
    held.isInside();
    assertThat(runtimeBlockers())
        .extracting(Blocker::side, Blocker::reason, Blocker::thread)
        .contains(tuple(told, Reason.DETACHING, Optional.of("teller")));
    Reason next = told == Side.CLIENT ? Reason.CLEANING_UP : Reason.DETACHING;
    assertThat(runtimeBlockers())
        .filteredOn(blocker -> blocker.thread().isEmpty())
        .extracting(Blocker::reason)
        .containsExactly(next);
    held.leave();
    deregistering.get();
  }

  private List<Blocker> runtimeBlockers() {
    return registrar.runtime().pending().get(0).blockers();
  }

  /** Where an attach may take long. */
  enum Stuck {
    BEFORE_ATTACH,
    IN_THE_PROVIDER,
    AFTER_ATTACH
  }

  @ParameterizedTest
  @EnumSource(Stuck.class)
  void H4_who_is_asked_to_attach_is_named_while_it_does_not_answer(Stuck stuck) {
    provider.registeredWith(registrar);
    switch (stuck) {
      case BEFORE_ATTACH -> client.beforeAttach(offer -> held.hold());
      case IN_THE_PROVIDER -> provider.attaching(offer -> held.hold());
      case AFTER_ATTACH -> client.afterAttach(offer -> held.hold());
    }
    Background<TestClient> registering =
        Background.start("registering", () -> client.registeredWith(registrar));
    held.isInside();
    provider.deregister();
    Side asked = stuck == Stuck.IN_THE_PROVIDER ? Side.PROVIDER : Side.CLIENT;
    assertThat(runtimeBlockers())
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.reason()).isEqualTo(Reason.ATTACHING);
              assertThat(blocker.side()).isEqualTo(asked);
              assertThat(blocker.thread()).contains("registering");
            });
    held.leave();
    registering.get();
  }

  @Test
  void H4_a_cleanup_is_named_while_it_runs() {
    client.onCleanup(held::hold).registeredWith(registrar);
    provider.registeredWith(registrar);
    Background<Deregistration> deregistering = Background.start("cleaner", provider::deregister);
    held.isInside();
    assertThat(runtimeBlockers())
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.reason()).isEqualTo(Reason.CLEANING_UP);
              assertThat(blocker.thread()).contains("cleaner");
            });
    held.leave();
    deregistering.get();
  }
}
