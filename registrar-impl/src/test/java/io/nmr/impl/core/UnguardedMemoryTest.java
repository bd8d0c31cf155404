package io.nmr.impl.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.local.LocalRegistrar;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R22 on an unguarded NPI: what a peer keeps of the registrar's keeps nothing of the module's. */
@Timeout(60)
class UnguardedMemoryTest {
  private static final Npi<TestModule.Work, TestModule.Tell> RAW = TestModule.NPI.unguarded();

  private final LocalRegistrar registrar = new LocalRegistrar();
  private final List<Object> kept = new ArrayList<>();

  private WeakReference<Object> attachAProviderAndDeregister() throws Exception {
    byte[] state = new byte[1];
    TestModule.Work work = what -> what + state.length;
    Registration provider = registrar.registerProvider(RAW, offer -> BindingContext.of(work));
    provider.deregister().await();
    return new WeakReference<>(work);
  }

  private void assertCollected(WeakReference<Object> reference) {
    Awaitility.await()
        .until(
            () -> {
              System.gc();
              return reference.refersTo(null);
            });
    assertThat(kept).hasSize(1);
  }

  @Test
  void R22_a_binding_that_a_client_has_kept_does_not_keep_the_providers_object() throws Exception {
    registrar.registerClient(
        RAW,
        offer -> {
          Binding binding = offer.binding();
          offer.attach(BindingContext.of(what -> what));
          kept.add(binding);
        });
    assertCollected(attachAProviderAndDeregister());
  }

  @Test
  void R22_an_offer_that_a_client_has_kept_does_not_keep_the_providers_object() throws Exception {
    registrar.registerClient(
        RAW,
        offer -> {
          offer.attach(BindingContext.of(what -> what));
          kept.add(offer);
        });
    assertCollected(attachAProviderAndDeregister());
  }
}
