package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** H8: what is left out is what waits for the stopping thread, and nothing else. */
@Timeout(30)
class HoldInDetachTest {
  private final Trace trace = new Trace();

  @Test
  void H8_an_unload_from_inside_a_detach_waits_for_the_other_bindings_and_returns() {
    LocalRegistrar registrar = new LocalRegistrar();
    LocalModule own = registrar.module("own");
    aProvider(trace).registeredWith(registrar);
    aProvider(trace).registeredWith(registrar);
    AtomicBoolean isFirst = new AtomicBoolean(true);
    TestClient client =
        aClient(trace)
            .onDetach(
                () -> {
                  if (isFirst.getAndSet(false)) {
                    own.close();
                  }
                })
            .registeredWith(own);
    Background.run("deregistering", client.registration::deregister).get();
    await().untilAsserted(() -> assertThat(trace.ending("cleanup")).hasSize(4));
  }
}
