package io.nmr.sample.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.ProviderCharacteristics;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import io.nmr.sample.resolver.Resolution;
import io.nmr.sample.resolver.Resolver;
import io.nmr.util.NoProviderException;
import io.nmr.util.ProviderSet;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ResolversTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Resolvers resolvers = new Resolvers();

  @AfterEach
  void close() {
    registrar.close();
  }

  private static Resolution answer(String name, String source) {
    return new Resolution(name, List.of("192.0.2.1"), source);
  }

  private static Registration provider(Registrar of, String source, int priority) {
    return provider(of, source, priority, CompletableFuture.completedFuture(null), () -> {});
  }

  private static Registration provider(
      Registrar of, String source, int priority, CompletionStage<?> network, Runnable onCall) {
    Resolver resolver =
        new Resolver() {
          @Override
          public String source() {
            return source;
          }

          @Override
          public CompletionStage<Resolution> resolve(String name) {
            onCall.run();
            return network.thenApply(any -> answer(name, source));
          }
        };
    return of.registerProvider(
        ProviderCharacteristics.of(Resolver.NPI, client -> BindingContext.of(resolver))
            .with(ProviderSet.PRIORITY, priority));
  }

  private String whoAnswers() {
    return resolvers.resolve("a").toCompletableFuture().join().source();
  }

  @Test
  void the_best_attached_resolver_answers() {
    registrar.registerClient(Resolver.NPI, resolvers);
    assertThatThrownBy(this::whoAnswers).isInstanceOf(NoProviderException.class);

    provider(registrar, "low", 1);
    Registration high = provider(registrar, "high", 2);
    assertThat(whoAnswers()).isEqualTo("high");

    high.close();
    assertThat(whoAnswers()).isEqualTo("low");
  }

  @Test
  void R13_the_gateway_may_call_until_its_own_work_is_finished() {
    CompletableFuture<Void> work = new CompletableFuture<>();
    resolvers.finishWorkBy(() -> work);
    provider(registrar, "hosts", 1);
    Registration client = registrar.module("gateway").registerClient(Resolver.NPI, resolvers);

    Deregistration leaving = client.deregister();
    assertThat(leaving.isPending()).isTrue();
    assertThat(whoAnswers()).isEqualTo("hosts");

    work.complete(null);
    leaving.completion().toCompletableFuture().join();
    assertThatThrownBy(this::whoAnswers).isInstanceOf(NoProviderException.class);
  }

  @Test
  void the_other_side_leaving_finishes_nothing_here() {
    resolvers.finishWorkBy(CompletableFuture::new);
    Registration hosts = provider(registrar.module("hosts"), "hosts", 1);
    registrar.module("gateway").registerClient(Resolver.NPI, resolvers);

    hosts.close();

    assertThatThrownBy(this::whoAnswers).isInstanceOf(NoProviderException.class);
    resolvers.finishWorkBy(() -> CompletableFuture.completedStage(null));
  }

  @Test
  void no_request_in_progress_is_lost_when_a_resolver_and_the_gateway_unload() throws Exception {
    CompletableFuture<Void> network = new CompletableFuture<>();
    CountDownLatch isAsked = new CountDownLatch(1);
    LocalModule hosts = registrar.module("hosts");
    LocalModule gateway = registrar.module("gateway");
    HttpGateway http = HttpGateway.open(0, resolvers::resolve);
    resolvers.finishWorkBy(http::drain);
    http.start();
    Registration provider = provider(hosts, "hosts", 1, network, isAsked::countDown);
    Registration client = gateway.registerClient(Resolver.NPI, resolvers);
    CompletableFuture<HttpResponse<String>> request =
        HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(http.uri().resolve("/resolve/a")).build(),
                BodyHandlers.ofString());
    isAsked.await();

    Deregistration providerLeaving = provider.deregister();
    Deregistration clientLeaving = client.deregister();
    assertThat(providerLeaving.isPending()).isTrue();
    network.complete(null);

    assertThat(request.join().statusCode()).isEqualTo(200);
    providerLeaving.completion().toCompletableFuture().join();
    clientLeaving.completion().toCompletableFuture().join();
    http.close();
  }
}
