package io.nmr.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.BindingContext;
import io.nmr.DetachedException;
import io.nmr.Registration;
import io.nmr.itest.Doing;
import io.nmr.itest.fixture.contract.Contract;
import io.nmr.itest.fixture.contract.Listener;
import io.nmr.itest.fixture.contract.Work;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** R22: what the registrar keeps of a module that has gone. Class loaders: see {@code LeakIT}. */
class MemoryConformanceIT extends Conformance {
  private final AtomicReference<Work> keptByClient = new AtomicReference<>();
  private final AtomicReference<Listener> keptByProvider = new AtomicReference<>();
  private final List<WeakReference<Object>> modulesObjects = new ArrayList<>();

  private <T> T weakly(T object) {
    modulesObjects.add(new WeakReference<>(object));
    return object;
  }

  /** Made anew at each call, so that nothing but the registrar keeps it. */
  private Work work() {
    Object own = new Object();
    return weakly(job -> job + own.hashCode());
  }

  private Listener listener() {
    Object own = new Object();
    return weakly(news -> news + own.hashCode());
  }

  private Registration registerProvider() {
    return module("provider")
        .registrar()
        .registerProvider(
            Contract.WORK,
            weakly(
                offer -> {
                  keptByProvider.set(offer.dispatch());
                  return weakly(BindingContext.of(work()));
                }));
  }

  private Registration registerClient() {
    return module("client")
        .registrar()
        .registerClient(
            Contract.WORK,
            weakly(offer -> keptByClient.set(offer.attach(weakly(BindingContext.of(listener()))))));
  }

  @Test
  void R22_after_completion_nothing_refers_to_the_modules_objects_though_peers_keep_their_guards() {
    Registration provider = registerProvider();
    Registration client = registerClient();
    assertThat(keptByClient.get().work("x")).startsWith("x");
    assertThat(keptByProvider.get().tell("x")).startsWith("x");
    assertThat(modulesObjects).hasSize(6).allMatch(each -> each.get() != null);

    client.close();
    provider.close();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(modulesObjects).allMatch(each -> each.get() == null);
            });
    assertThatThrownBy(() -> keptByClient.get().work("x")).isInstanceOf(DetachedException.class);
    assertThatThrownBy(() -> keptByProvider.get().tell("x")).isInstanceOf(DetachedException.class);
  }

  /** The stopping thread has both; the threads on which the callbacks run have neither. */
  @Test
  void R22_the_registrars_threads_inherit_no_context_class_loader_and_no_thread_locals()
      throws Exception {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    Map<String, String> seen = new ConcurrentHashMap<>();
    provider("provider").open();
    Client client =
        client("client")
            .onDetach(() -> seen.put("detach", whatIsInherited(local)))
            .onCleanup(() -> seen.put("cleanup", whatIsInherited(local)))
            .open();

    Doing.run(
            "stop",
            () -> {
              local.set("of the stopping thread");
              Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
              client.module().bundle().stop();
            })
        .await();

    assertThat(seen)
        .containsOnlyKeys("detach", "cleanup")
        .allSatisfy((callback, inherited) -> assertThat(inherited).isEqualTo("null null"));
  }

  private static String whatIsInherited(ThreadLocal<String> local) {
    return Thread.currentThread().getContextClassLoader() + " " + local.get();
  }
}
