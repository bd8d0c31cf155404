package io.nmr.impl.core;

import static io.nmr.impl.core.TestClient.aClient;
import static io.nmr.impl.core.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.NoInterfaceException;
import io.nmr.local.LocalRegistrar;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R12: a view that was asked for early is complete as soon as that is due, and in any case. */
@Timeout(30)
class PeerDetachedTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);
  private final List<CompletableFuture<Void>> views = new ArrayList<>();

  private void view(TestModule<?> module) {
    views.add(module.binding().peerDetached().toCompletableFuture());
  }

  @Test
  void R12_a_provider_that_is_asked_to_detach_knows_that_its_client_can_call_no_more()
      throws Exception {
    List<Boolean> seen = new ArrayList<>();
    provider
        .onDetach(() -> views.forEach(view -> seen.add(view.isDone())))
        .registeredWith(registrar);
    client.registeredWith(registrar);
    view(provider);
    view(provider);
    client.deregister().await();
    assertThat(seen).containsExactly(true, true);
  }

  @Test
  void R12_a_client_that_declines_is_told() throws Exception {
    client
        .beforeAttach(
            offer -> {
              view(client);
              throw new NoInterfaceException("no");
            })
        .registeredWith(registrar);
    provider.registeredWith(registrar);
    for (CompletableFuture<Void> view : views) {
      view.get(20, TimeUnit.SECONDS);
    }
    assertThat(views).hasSize(1);
  }

  @Test
  void R12_either_side_of_a_pair_that_the_provider_declines_is_told() throws Exception {
    client.beforeAttach(offer -> view(client)).registeredWith(registrar);
    provider
        .attaching(
            offer -> {
              view(provider);
              throw new NoInterfaceException("no");
            })
        .registeredWith(registrar);
    for (CompletableFuture<Void> view : views) {
      view.get(20, TimeUnit.SECONDS);
    }
    assertThat(views).hasSize(2);
  }

  @Test
  void R12_a_client_whose_provider_has_declined_is_told_while_it_is_still_asked() {
    provider
        .attaching(
            offer -> {
              throw new NoInterfaceException("no");
            })
        .registeredWith(registrar);
    registrar.registerClient(
        TestModule.NPI,
        offer -> {
          CompletableFuture<Void> view = offer.binding().peerDetached().toCompletableFuture();
          try {
            offer.attach(BindingContext.of(what -> what));
          } finally {
            view.orTimeout(20, TimeUnit.SECONDS).join();
            trace.add("told");
          }
        });
    assertThat(trace.ending("told")).hasSize(1);
  }

  @Test
  void R12_a_view_that_was_asked_for_in_the_offer_is_kept_while_the_pair_is_bound()
      throws Exception {
    client.beforeAttach(offer -> view(client)).registeredWith(registrar);
    provider.attaching(offer -> view(provider)).registeredWith(registrar);
    assertThat(views).hasSize(2).noneMatch(CompletableFuture::isDone);
    provider.deregister().await();
    for (CompletableFuture<Void> view : views) {
      view.get(20, TimeUnit.SECONDS);
    }
  }
}
