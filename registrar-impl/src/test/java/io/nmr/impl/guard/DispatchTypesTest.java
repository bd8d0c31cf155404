package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.DetachedException;
import io.nmr.Npi;
import io.nmr.Registration;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.Shapes;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalRegistrar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which dispatch types are refused, and what an unguarded NPI is without a guard. */
@Timeout(30)
class DispatchTypesTest {
  private final LocalRegistrar registrar = new LocalRegistrar();

  /** A class. */
  public static class NoInterface {}

  /** Not accessible. */
  private interface Hidden {
    void run();
  }

  /** Closed to implementations. */
  public sealed interface Sealed permits SealedImpl {}

  private static final class SealedImpl implements Sealed {}

  @Test
  void a_dispatch_type_that_nobody_else_can_implement_is_refused_with_its_name() {
    assertRefused(Npi.of("io.nmr.test.bad", NoInterface.class), NoInterface.class);
    assertRefused(Npi.of("io.nmr.test.bad", int.class), int.class);
    assertRefused(Npi.of("io.nmr.test.bad", Shapes[].class), Shapes[].class);
    assertRefused(Npi.of("io.nmr.test.bad", Thread.State.class), Thread.State.class);
    assertRefused(Npi.of("io.nmr.test.bad", Shapes.class, NoInterface.class), NoInterface.class);
    assertRefused(Npi.of("io.nmr.test.bad", Sealed.class), Sealed.class);
    assertRefused(Npi.of("io.nmr.test.bad", Hidden.class), Hidden.class);
  }

  private void assertRefused(Npi<?, ?> npi, Class<?> type) {
    assertThatThrownBy(() -> registrar.registerClient(npi, offer -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(type.getName());
    assertThat(registrar.runtime().npis()).extracting(it -> it.id()).doesNotContain(npi.id());
  }

  @Test
  @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
  void R10_a_provider_without_a_dispatch_calls_back_and_has_its_clients_detached()
      throws Exception {
    Npi<Void, TestModule.Tell> npi =
        Npi.of("io.nmr.test.calls.back", Void.class, TestModule.Tell.class);
    List<TestModule.Tell> callbacks = new ArrayList<>();
    List<Object> dispatches = new ArrayList<>();
    Registration provider =
        registrar.registerProvider(
            npi,
            offer -> {
              callbacks.add(offer.dispatch());
              return BindingContext.of(null);
            });
    TestModule.Tell tell = what -> "told " + what;
    registrar.registerClient(npi, offer -> dispatches.add(offer.attach(BindingContext.of(tell))));

    assertThat(dispatches).containsOnlyNulls();
    assertThat(callbacks.get(0).tell("x")).isEqualTo("told x");
    provider.close();
    assertThatThrownBy(() -> callbacks.get(0).tell("x")).isInstanceOf(DetachedException.class);
  }

  private static final Npi<TestModule.Work, TestModule.Tell> RAW = TestModule.NPI.unguarded();

  @Test
  void an_unguarded_binding_has_the_raw_objects_and_counts_no_calls() throws Exception {
    TestModule.Work work = what -> "raw " + what;
    TestModule.Tell tell = what -> "raw " + what;
    List<Object> seen = new ArrayList<>();
    List<Registration> registrations = new ArrayList<>();
    registrations.add(
        registrar.registerProvider(
            RAW,
            offer -> {
              seen.add(offer.dispatch());
              return BindingContext.of(work);
            }));
    registrar.registerClient(RAW, offer -> seen.add(offer.attach(BindingContext.of(tell))));
    assertThat(seen).containsExactly(tell, work);
    registrations.get(0).deregister().await();
    assertThat(work.work("x")).isEqualTo("raw x");
  }

  @Test
  void an_unguarded_binding_is_cleaned_up_when_the_modules_stages_say_so() throws Exception {
    Trace trace = new Trace();
    HeldCall held = new HeldCall();
    TestProvider own = TestProvider.aProvider(trace).ofNpi(RAW).answering(held::hold);
    TestClient client = TestClient.aClient(trace).ofNpi(RAW);
    own.registeredWith(registrar);
    client.registeredWith(registrar);
    held.by("caller", () -> client.call("x"));
    own.deregister().await();
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
    held.leaveAndReturn();
  }

  @Test
  void a_binding_is_guarded_if_either_side_is() throws Exception {
    List<UnaryOperator<Npi<TestModule.Work, TestModule.Tell>>> variants =
        List.of(npi -> npi, Npi::unguarded);
    for (UnaryOperator<Npi<TestModule.Work, TestModule.Tell>> variant : variants) {
      Trace trace = new Trace();
      TestProvider own = TestProvider.aProvider(trace).ofNpi(variant.apply(TestModule.NPI));
      TestClient client =
          TestClient.aClient(trace).ofNpi(variant == variants.get(0) ? RAW : TestModule.NPI);
      own.registeredWith(registrar);
      client.registeredWith(registrar);
      own.deregister().await();
      assertThatThrownBy(() -> client.call("x")).isInstanceOf(DetachedException.class);
      client.deregister().await();
    }
  }
}
