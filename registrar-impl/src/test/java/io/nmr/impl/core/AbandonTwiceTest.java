package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.AbandonedException;
import io.nmr.Deregistration;
import io.nmr.Side;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H5 once more: the side that stayed wants to go too, while the abandoned call still runs. */
@Timeout(30)
class AbandonTwiceTest {
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);
  private final HeldCall held = new HeldCall();

  private TestModule<?> module(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  private void holdACallOf(Side caller) {
    held.by("caller", () -> caller == Side.CLIENT ? client.call("x") : provider.call("x"));
  }

  @AfterEach
  void leave() {
    held.leave();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void H5_the_deadline_holds_for_the_side_that_stayed_as_well(Side leaving) {
    LocalRegistrar registrar = LocalRegistrar.abandoningAfter(Duration.ofMillis(100));
    LocalModule first = registrar.module("first");
    LocalModule second = registrar.module("second");
    client.answering(held::hold);
    provider.answering(held::hold);
    client.registeredWith(leaving == Side.CLIENT ? first : second);
    provider.registeredWith(leaving == Side.CLIENT ? second : first);
    holdACallOf(leaving.peer());
    Background.run("first", first::close).get();
    Background.run("second", second::close).get();
    assertThat(held.hasReturned()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void H5_an_operator_abandons_it_for_the_side_that_stayed_as_well(Side leaving) {
    LocalRegistrar registrar = new LocalRegistrar();
    client.answering(held::hold).registeredWith(registrar);
    provider.answering(held::hold).registeredWith(registrar);
    holdACallOf(leaving.peer());
    module(leaving).deregister();
    registrar.runtime().abandon(client.binding().id());
    Deregistration staying = module(leaving.peer()).deregister();
    if (staying.isPending()) {
      registrar.runtime().abandon(client.binding().id());
    }
    assertThatThrownBy(() -> staying.await(Duration.ofSeconds(5)))
        .isInstanceOf(AbandonedException.class);
  }

  @Test
  void H5_closing_the_registrar_gives_up_by_the_deadline_too() {
    LocalRegistrar registrar = LocalRegistrar.abandoningAfter(Duration.ofMillis(100));
    client.registeredWith(registrar);
    provider.answering(held::hold).registeredWith(registrar);
    holdACallOf(Side.CLIENT);
    Background.run("closing", registrar::close).get();
    assertThat(registrar.runtime().abandoned()).isNotEmpty();
  }
}
