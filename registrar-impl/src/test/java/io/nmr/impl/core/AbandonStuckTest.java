package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nmr.Side;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalRegistrar;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H5: who is stuck in a callback of its own, and is abandoned, holds nobody else from then on. */
@Timeout(30)
class AbandonStuckTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Trace trace = new Trace();
  private final HeldCall held = new HeldCall();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);
  private Background<Void> leaving;

  @AfterEach
  void leave() {
    held.leave();
  }

  private TestModule<?> module(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  /** That side deregisters, is stuck in a callback of its own, and is abandoned. */
  private void abandonStuck(Side stuck) {
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    trace.clear();
    leaving = Background.run("leaving", () -> module(stuck).deregister());
    held.isInside();
    assertThat(registrar.runtime().pending().get(0).blockers())
        .anySatisfy(blocker -> assertThat(blocker.thread()).contains("leaving"));
    registrar.runtime().abandon(client.binding().id());
  }

  private void assertPeerIsFree(Side stuck) throws Exception {
    String peer = stuck.peer().toString();
    trace.await(peer + " cleanup");
    await().until(() -> registrar.runtime().bindings().isEmpty());
    assertThat(module(stuck.peer()).deregister().isPending()).as("held by the other").isFalse();
    assertThat(leaving.isDone()).as("who is stuck has come back").isFalse();
    held.leave();
    leaving.get();
    assertThat(trace.ending(peer + " detach")).hasSize(1);
    assertThat(trace.ending(stuck + " detach")).hasSizeLessThan(2);
    assertThat(trace.ending(peer + " cleanup")).hasSize(1);
    assertThat(registrar.runtime().registrations()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void H5_who_is_stuck_in_its_detach(Side stuck) throws Exception {
    module(stuck).onDetach(held::hold);
    abandonStuck(stuck);
    assertPeerIsFree(stuck);
    assertThat(trace.ending(stuck + " cleanup")).as("it has left").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void H5_who_is_stuck_in_its_cleanup(Side stuck) throws Exception {
    module(stuck).onCleanup(held::hold);
    abandonStuck(stuck);
    assertPeerIsFree(stuck);
    assertThat(trace.ending(stuck + " cleanup")).as("the one that is stuck").hasSize(1);
  }

  @Test
  void H5_who_is_stuck_in_what_depends_on_its_view() throws Exception {
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    provider.binding().peerDetached().thenRun(held::hold);
    leaving = Background.run("leaving", provider::deregister);
    held.isInside();
    registrar.runtime().abandon(client.binding().id());
    assertPeerIsFree(Side.PROVIDER);
  }

  /** The side that stays is not done: it is waited for, and asked no second time. */
  @Test
  void H5_the_stage_of_the_side_that_stays_is_waited_for_all_the_same() throws Exception {
    CompletableFuture<Void> late = new CompletableFuture<>();
    client.detaching(() -> late);
    provider.onDetach(held::hold);
    abandonStuck(Side.PROVIDER);
    assertThat(client.deregister().isPending()).isTrue();
    assertThat(trace.ending("cleanup")).isEmpty();
    late.complete(null);
    assertPeerIsFree(Side.PROVIDER);
  }

  /** Both go: nothing of either is called any more, and nothing is left. */
  @ParameterizedTest
  @EnumSource(Side.class)
  void H5_both_are_abandoned_while_one_is_stuck(Side stuck) throws Exception {
    module(stuck).onDetach(held::hold);
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    leaving = Background.run("leaving", () -> module(stuck).deregister());
    held.isInside();
    assertThat(module(stuck.peer()).deregister().isPending()).isTrue();
    registrar.runtime().abandon(client.binding().id());
    await().until(() -> registrar.runtime().registrations().isEmpty());
    assertThat(leaving.isDone()).as("who is stuck has come back").isFalse();
    held.leave();
    leaving.get();
    assertThat(registrar.runtime().bindings()).isEmpty();
    assertThat(trace.ending("cleanup")).isEmpty();
  }
}
