package io.nmr.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.DetachedException;
import io.nmr.NetworkModule;
import io.nmr.Npi;
import io.nmr.Registrar;
import io.nmr.Registration;
import io.nmr.util.ProviderSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The registrar in a plain JVM, from registration to unload. */
@Timeout(30)
class LocalRegistrarTest {
  /** A one-way interface. */
  public interface Greeter {
    /** Greets. */
    String greet(String name);
  }

  private static final Npi<Greeter, Void> GREETER = Npi.of("io.nmr.test.greeter", Greeter.class);

  private final LocalRegistrar registrar = new LocalRegistrar();

  @Test
  void attaches_calls_and_refuses_after_deregistration() {
    AtomicReference<Greeter> greeter = new AtomicReference<>();
    Registration provider =
        registrar.registerProvider(GREETER, offer -> BindingContext.of(name -> "hello " + name));
    registrar.registerClient(
        GREETER, offer -> greeter.set(offer.attach(BindingContext.<Void>of(null))));

    assertThat(greeter.get().greet("you")).isEqualTo("hello you");
    assertThat(provider.deregister().isPending()).isFalse();
    assertThatThrownBy(() -> greeter.get().greet("you")).isInstanceOf(DetachedException.class);
  }

  @Test
  void a_call_in_progress_holds_the_deregistration_until_it_ends() throws Exception {
    CountDownLatch isInside = new CountDownLatch(1);
    CountDownLatch mayLeave = new CountDownLatch(1);
    Registration provider =
        registrar.registerProvider(
            GREETER,
            offer ->
                BindingContext.of(
                    name -> {
                      isInside.countDown();
                      awaitOrFail(mayLeave);
                      return "late " + name;
                    }));
    ProviderSet<Greeter> greeters = ProviderSet.open(registrar, GREETER);
    AtomicReference<String> answer = new AtomicReference<>();
    Thread caller =
        new Thread(() -> answer.set(greeters.call(greeter -> greeter.greet("you"))), "caller");
    caller.start();
    isInside.await();

    Deregistration deregistration = provider.deregister();
    assertThat(deregistration.isPending()).isTrue();
    assertThat(deregistration.blockers()).hasSize(1);
    assertThat(deregistration.blockers().get(0).thread()).contains("caller");
    mayLeave.countDown();
    deregistration.await();
    caller.join();
    assertThat(answer.get()).isEqualTo("late you");
    assertThat(registrar.runtime().bindings()).isEmpty();
  }

  @Test
  void a_network_module_is_loaded_and_unloaded() throws Exception {
    List<String> log = new ArrayList<>();
    LoadedModule loaded =
        registrar.load(
            new NetworkModule() {
              @Override
              protected void load(Registrar own) {
                own.registerProvider(
                    GREETER,
                    offer ->
                        new BindingContext<Greeter>() {
                          @Override
                          public Greeter dispatch() {
                            return name -> "module " + name;
                          }

                          @Override
                          public void cleanup() {
                            log.add("cleanup");
                          }
                        });
              }

              @Override
              protected void unload() {
                log.add("unload");
              }
            });
    try (ProviderSet<Greeter> greeters = ProviderSet.open(registrar, GREETER)) {
      String greeting = greeters.call(greeter -> greeter.greet("you"));
      assertThat(greeting).isEqualTo("module you");
      loaded.close();
      assertThat(greeters.isEmpty()).isTrue();
    }
    assertThat(log).containsExactly("cleanup", "unload");
  }

  private static void awaitOrFail(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }
}
