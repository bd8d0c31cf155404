package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Deregistration;
import io.nmr.Side;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * R20 for a throwable that fails again when it is logged, as one does whose message needs a class
 * of a module that is unloaded by now.
 */
@Timeout(30)
class FailureOfFailureTest {
  /** Cannot be printed. */
  private static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new NoClassDefFoundError("of a module that is unloaded");
    }
  }

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);

  private TestModule<?> module(Side side) {
    return side == Side.CLIENT ? client : provider;
  }

  private void assertTakenApart() throws Exception {
    provider.registeredWith(registrar);
    client.registeredWith(registrar);
    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.await(Duration.ofSeconds(5))).isTrue();
    assertThat(trace.ending("detach")).containsExactly("client detach", "provider detach");
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
  }

  private static void fail() {
    throw new Unprintable();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R20_a_detach_that_throws_what_cannot_be_printed(Side side) throws Exception {
    module(side).onDetach(FailureOfFailureTest::fail);
    assertTakenApart();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R20_a_stage_that_fails_with_what_cannot_be_printed(Side side) throws Exception {
    module(side).detaching(() -> CompletableFuture.failedFuture(new Unprintable()));
    assertTakenApart();
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void R20_a_cleanup_that_throws_what_cannot_be_printed(Side side) throws Exception {
    module(side).onCleanup(FailureOfFailureTest::fail);
    assertTakenApart();
  }

  @Test
  void R7_a_provider_that_declines_with_what_cannot_be_printed() throws Exception {
    provider.attaching(offer -> fail()).registeredWith(registrar);
    client.registeredWith(registrar);
    assertThat(registrar.runtime().bindings()).isEmpty();
    assertThat(provider.deregister().isPending()).isFalse();
  }

  @Test
  void R6_a_client_that_declines_with_what_cannot_be_printed() throws Exception {
    client.beforeAttach(offer -> fail()).registeredWith(registrar);
    provider.registeredWith(registrar);
    assertThat(registrar.runtime().bindings()).isEmpty();
    assertThat(provider.deregister().isPending()).isFalse();
  }
}
