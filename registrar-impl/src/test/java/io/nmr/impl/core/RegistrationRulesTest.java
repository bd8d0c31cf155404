package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestModule.NPI;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.RegistrationInstance;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.HeldCall;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import io.nmr.runtime.NpiSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R1 to R5: who is offered to whom, and when. */
@Timeout(30)
class RegistrationRulesTest {
  private final LocalRegistrar registrar = new LocalRegistrar();

  private final Trace trace = new Trace();

  @Test
  void R1_one_module_registers_under_several_numbers() {
    TestProvider provider = aProvider(trace).number(1).registeredWith(registrar);
    provider.number(2).registeredWith(registrar);
    aClient(trace).registeredWith(registrar);
    assertThat(trace.ending("provider#1")).containsExactly("client is offered provider#1");
    assertThat(trace.ending("provider#2")).containsExactly("client is offered provider#2");
    assertThat(provider.bindings).hasSize(2);
  }

  @Test
  void R1_a_registration_is_for_one_npi() {
    Npi<TestModule.Work, TestModule.Tell> other =
        Npi.of("io.nmr.test.other", TestModule.Work.class, TestModule.Tell.class);
    aProvider(trace).registeredWith(registrar);
    aProvider(trace).named("other").ofNpi(other).registeredWith(registrar);
    aClient(trace).registeredWith(registrar);
    assertThat(trace.lines())
        .containsExactly("client is offered provider", "provider is asked by client");
  }

  @Test
  void R2_a_new_client_is_offered_every_provider_once_in_order_of_registration() {
    for (String name : List.of("third", "first", "second")) {
      aProvider(trace).named(name).registeredWith(registrar);
    }
    aClient(trace).registeredWith(registrar);
    assertThat(trace.lines())
        .containsExactly(
            "client is offered third",
            "third is asked by client",
            "client is offered first",
            "first is asked by client",
            "client is offered second",
            "second is asked by client");
  }

  @Test
  void R2_a_new_provider_is_offered_to_every_client_once_in_order_of_registration() {
    for (String name : List.of("third", "first", "second")) {
      aClient(trace).named(name).registeredWith(registrar);
    }
    aProvider(trace).registeredWith(registrar);
    assertThat(trace.ending("offered provider"))
        .containsExactly(
            "third is offered provider", "first is offered provider", "second is offered provider");
  }

  @Test
  void R2_the_offers_are_made_on_the_registering_thread() {
    List<Thread> threads = new ArrayList<>();
    aClient(trace)
        .beforeAttach(offer -> threads.add(Thread.currentThread()))
        .registeredWith(registrar);
    aProvider(trace)
        .attaching(offer -> threads.add(Thread.currentThread()))
        .registeredWith(registrar);
    assertThat(threads).containsExactly(Thread.currentThread(), Thread.currentThread());
  }

  @Test
  void R2_registering_returns_when_all_have_answered() {
    HeldCall answer = new HeldCall();
    aProvider(trace).registeredWith(registrar);
    TestClient client = aClient(trace).beforeAttach(offer -> answer.hold());
    answer.by("registering", () -> client.registeredWith(registrar));
    assertThat(answer.hasReturned()).isFalse();
    answer.leaveAndReturn();
    assertThat(trace.lines()).contains("provider is asked by client");
  }

  @Test
  void R2_a_peer_that_begins_to_deregister_meanwhile_is_skipped_and_waits_for_nobody() {
    // While the client is inside the offer of the first provider, the second deregisters.
    aProvider(trace).named("first").registeredWith(registrar);
    TestProvider second = aProvider(trace).named("second").registeredWith(registrar);
    List<Boolean> pending = new ArrayList<>();
    aClient(trace)
        .beforeAttach(offer -> pending.add(second.deregister().isPending()))
        .registeredWith(registrar);
    assertThat(pending).containsExactly(false);
    assertThat(trace.ending("second")).isEmpty();
    assertThat(registrar.runtime().bindings()).hasSize(1);
  }

  @Test
  void R2_offers_come_from_several_threads_before_registering_has_returned() {
    // The registering thread is held in the offer of the first; the second registers elsewhere.
    HeldCall first = new HeldCall();
    aProvider(trace).named("first").registeredWith(registrar);
    TestClient client = aClient(trace);
    client.beforeAttach(
        offer -> {
          if (offer.provider().toString().equals("first")) {
            first.hold();
          }
        });
    first.by("registering", () -> client.registeredWith(registrar));
    Background.elsewhere(() -> aProvider(trace).named("second").registeredWith(registrar));
    assertThat(first.hasReturned()).isFalse();
    assertThat(trace.lines()).endsWith("client is offered second", "second is asked by client");
    first.leaveAndReturn();
    assertThat(client.peers).hasSize(2);
  }

  @Test
  void R3_a_provider_that_registers_amid_the_clients_registration_attaches_once() {
    // The client has been offered the first provider, not yet the second, when the third comes.
    aProvider(trace).named("first").registeredWith(registrar);
    aProvider(trace).named("second").registeredWith(registrar);
    TestClient client = aClient(trace);
    client.beforeAttach(
        offer -> {
          if (offer.provider().toString().equals("first")) {
            Background.elsewhere(() -> aProvider(trace).named("third").registeredWith(registrar));
          }
        });
    client.registeredWith(registrar);
    assertThat(trace.ending("asked by client"))
        .containsExactlyInAnyOrder(
            "first is asked by client", "second is asked by client", "third is asked by client");
    assertThat(registrar.runtime().bindings()).hasSize(3);
  }

  @Test
  void R3_two_that_register_at_the_same_time_make_one_pair() throws Exception {
    // A barrier lets both go at once; which is first differs from round to round.
    for (int round = 0; round < 300; round++) {
      Trace own = new Trace();
      CyclicBarrier start = new CyclicBarrier(2);
      Background<TestProvider> provider =
          Background.start(
              "provider",
              () -> {
                start.await();
                return aProvider(own).registeredWith(registrar);
              });
      start.await();
      TestClient client = aClient(own).registeredWith(registrar);
      TestProvider registered = provider.get();
      assertThat(own.lines())
          .containsExactly("client is offered provider", "provider is asked by client");
      assertThat(registrar.runtime().bindings()).hasSize(1);
      client.deregister().await();
      registered.deregister().await();
    }
  }

  /** Another class space's {@link TestModule.Work}. */
  public interface OtherWork extends TestModule.Work {}

  @Test
  void R4_equal_ids_with_other_classes_are_never_offered_and_are_reported_in_one_line() {
    Npi<OtherWork, TestModule.Tell> other =
        Npi.of(NPI.id(), OtherWork.class, TestModule.Tell.class);
    try (LogCapture log = new LogCapture()) {
      aProvider(trace).registeredWith(registrar);
      registrar.registerClient(other, offer -> trace.add("offered"));
      registrar.registerClient(other, offer -> trace.add("offered"));
      assertThat(trace.lines()).isEmpty();
      assertThat(registrar.runtime().npis())
          .extracting(NpiSnapshot::providerDispatch)
          .containsExactlyInAnyOrder(TestModule.Work.class.getName(), OtherWork.class.getName());
      assertThat(registrar.runtime().npis())
          .allSatisfy(npi -> assertThat(npi.exporter()).isNotBlank())
          .allSatisfy(
              npi -> assertThat(npi.conflictsWith()).singleElement().asString().isNotBlank());
      assertThat(log.lines()).filteredOn(line -> line.contains(NPI.id())).hasSize(1);
    }
  }

  @Test
  void R4_another_client_dispatch_is_another_npi_too() {
    Npi<TestModule.Work, Void> oneWay = Npi.of(NPI.id(), TestModule.Work.class);
    aProvider(trace).registeredWith(registrar);
    registrar.registerClient(oneWay, offer -> trace.add("offered"));
    assertThat(trace.lines()).isEmpty();
  }

  @Test
  void R4_npis_that_are_equal_but_not_the_same_object_match() {
    aProvider(trace)
        .ofNpi(Npi.of(NPI.id(), TestModule.Work.class, TestModule.Tell.class))
        .registeredWith(registrar);
    aClient(trace).registeredWith(registrar);
    assertThat(trace.lines()).hasSize(2);
  }

  @Test
  void R5_a_module_is_offered_itself_and_may_decline() {
    LocalModule filter = registrar.module("filter");
    List<String> offered = new ArrayList<>();
    registrar.registerProvider(NPI, aProvider(trace));
    filter.registerProvider(
        NPI,
        offer -> {
          offered.add("asked by self " + offer.isSelf());
          throw new NoInterfaceException("no");
        });
    filter.registerClient(
        NPI,
        offer -> {
          RegistrationInstance provider = offer.provider();
          offered.add(provider.moduleId() + " is self " + offer.isSelf());
          if (offer.isSelf()) {
            throw new NoInterfaceException("it is me");
          }
        });
    registrar.registerClient(NPI, offer -> offer.attach(BindingContext.of(what -> what)));
    assertThat(offered)
        .containsExactly("local is self false", "filter is self true", "asked by self false");
    assertThat(registrar.runtime().declines())
        .anySatisfy(decline -> assertThat(decline.reason()).isEqualTo("it is me"));
  }

  @Test
  void R5_the_provider_is_told_too() {
    LocalModule both = registrar.module("both");
    List<Boolean> isSelf = new ArrayList<>();
    aClient(trace).registeredWith(both);
    aProvider(trace).attaching(offer -> isSelf.add(offer.isSelf())).registeredWith(both);
    assertThat(isSelf).containsExactly(true);
  }

  @Test
  void R12_deregistering_ends_the_offers() {
    TestClient client = aClient(trace).registeredWith(registrar);
    Deregistration deregistration = client.deregister();
    aProvider(trace).registeredWith(registrar);
    assertThat(deregistration.isPending()).isFalse();
    assertThat(trace.lines()).isEmpty();
  }

  /** Loads {@link TestModule.Tell} again. */
  private static final class OtherSpace extends ClassLoader {
    OtherSpace() {
      super("the-other-space", RegistrationRulesTest.class.getClassLoader());
    }

    Class<?> tell() throws Exception {
      String name = TestModule.Tell.class.getName();
      try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      }
    }

    @Override
    public String toString() {
      return getName();
    }
  }

  @Test
  void R4_both_exporters_are_named_when_only_the_clients_dispatch_differs() throws Exception {
    Npi<TestModule.Work, ?> other =
        Npi.of(TestModule.NPI.id(), TestModule.Work.class, new OtherSpace().tell());
    aProvider(trace).registeredWith(registrar);
    try (LogCapture log = new LogCapture()) {
      registrar.registerClient(other, offer -> trace.add("offered"));
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains("the-other-space");
    }
  }
}
