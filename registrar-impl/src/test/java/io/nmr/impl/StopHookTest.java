package io.nmr.impl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nmr.BindingContext;
import io.nmr.Npi;
import io.nmr.Registrar;
import io.nmr.impl.core.NetworkRegistrar;
import io.nmr.impl.settings.Configuration;
import io.nmr.util.ProviderSet;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;

/** What no framework does on demand: the registrar itself fails amid a hold. */
@Timeout(30)
class StopHookTest {
  /** A provider's dispatch. */
  public interface Job {
    /** Answers. */
    String run(String what);
  }

  private static final Npi<Job, Void> NPI = Npi.of("io.nmr.test.job", Job.class);

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final NetworkRegistrar registrar =
      new NetworkRegistrar(
          new Configuration(name -> null),
          (level, line, thrown) -> {
            if (thrown instanceof OnPurpose) {
              log.add(level + " " + line);
            }
          },
          Class::getSimpleName);
  private final Modules modules = new Modules(registrar);
  private final FakeBundle framework = new FakeBundle(0, "framework");
  private final FakeBundle own = new FakeBundle(1, "registrar");
  private final FakeBundle provider = new FakeBundle(2, "provider");
  private final FakeBundle client = new FakeBundle(3, "client");
  private final StopHook hook = new StopHook(modules, own.bundle);

  private final CountDownLatch isInside = new CountDownLatch(1);
  private final CountDownLatch mayLeave = new CountDownLatch(1);
  private CompletableFuture<String> call;

  /** What fails is what the registrar asks of a bundle. */
  private static final class OnPurpose extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Throws as often as it is told to. */
  private static final class FakeBundle {
    private final AtomicInteger failuresOfHash = new AtomicInteger();
    private final AtomicInteger failuresOfHeaders = new AtomicInteger();
    private final Dictionary<String, String> headers = new Hashtable<>();
    private final Bundle bundle;

    FakeBundle(long id, String name) {
      bundle =
          (Bundle)
              Proxy.newProxyInstance(
                  Bundle.class.getClassLoader(),
                  new Class<?>[] {Bundle.class},
                  (self, method, arguments) ->
                      switch (method.getName()) {
                        case "getBundleId" -> id;
                        case "getSymbolicName" -> name;
                        case "getState" -> Bundle.ACTIVE;
                        case "getHeaders" -> failOr(failuresOfHeaders, headers);
                        case "hashCode" -> failOr(failuresOfHash, (int) id);
                        case "equals" -> self == arguments[0];
                        default -> throw new UnsupportedOperationException(method.getName());
                      });
    }

    private static Object failOr(AtomicInteger failures, Object result) {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new OnPurpose();
      }
      return result;
    }
  }

  private void callIsInside() throws InterruptedException {
    registrarOf(provider)
        .registerProvider(
            NPI,
            offer ->
                BindingContext.of(
                    what -> {
                      isInside.countDown();
                      awaitLeave();
                      return "did " + what;
                    }));
    ProviderSet<Job> jobs = ProviderSet.open(registrarOf(client), NPI);
    call = new CompletableFuture<>();
    new Thread(() -> call.complete(jobs.call(job -> job.run("x")))).start();
    assertThat(isInside.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private void awaitLeave() {
    try {
      mayLeave.await();
    } catch (InterruptedException interrupt) {
      throw new IllegalStateException(interrupt);
    }
  }

  private Registrar registrarOf(FakeBundle user) {
    return modules.getService(user.bundle, null);
  }

  private CompletableFuture<Void> stopping(FakeBundle leaving) {
    return hearing(BundleEvent.STOPPING, leaving);
  }

  /** On a thread of its own, as long as that takes. */
  private CompletableFuture<Void> hearing(int type, FakeBundle about) {
    BundleEvent event = new BundleEvent(type, about.bundle);
    return CompletableFuture.runAsync(
        () -> hook.event(event, List.of()), run -> new Thread(run).start());
  }

  private void assertHeldUntilTheCallEnds(CompletableFuture<Void> stop) {
    await().until(() -> stop.isDone() || registrar.runtime().pending().size() == 1);
    assertThat(stop).isNotDone();
    mayLeave.countDown();
    assertThat(stop).succeedsWithin(20, TimeUnit.SECONDS);
    assertThat(call).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo("did x");
    assertThat(registrar.runtime().registrations()).hasSize(1);
  }

  @Test
  void H1_a_stop_is_held_where_the_bundle_does_not_even_tell_its_headers() throws Exception {
    callIsInside();
    provider.failuresOfHeaders.set(Integer.MAX_VALUE);

    assertHeldUntilTheCallEnds(stopping(provider));

    assertThat(log).singleElement().asString().contains("provider (2)", "which stays held");
  }

  @Test
  void H1_a_hold_that_fails_again_and_again_begins_anew_and_is_logged_once() throws Exception {
    callIsInside();
    provider.failuresOfHash.set(3);

    assertHeldUntilTheCallEnds(stopping(provider));

    assertThat(provider.failuresOfHash).hasValue(0);
    assertThat(log).hasSize(1);
  }

  @Test
  void H2_when_the_framework_stops_a_bundle_that_fails_keeps_no_other_from_beginning()
      throws Exception {
    callIsInside();
    client.failuresOfHeaders.set(1);

    assertThat(stopping(framework)).succeedsWithin(20, TimeUnit.SECONDS);

    assertThat(registrar.runtime().pending())
        .singleElement()
        .satisfies(pending -> assertThat(pending.registration().ownerId()).isEqualTo(2));
    assertThat(log).singleElement().asString().contains("client (3)");
    mayLeave.countDown();
  }

  @Test
  void H3_the_registrars_own_stop_and_whatever_is_no_stop_are_left_alone() throws Exception {
    callIsInside();

    assertThat(stopping(own)).succeedsWithin(20, TimeUnit.SECONDS);
    assertThat(hearing(BundleEvent.STARTED, provider)).succeedsWithin(20, TimeUnit.SECONDS);

    assertThat(registrar.runtime().pending()).isEmpty();
    mayLeave.countDown();
  }
}
