package io.nmr.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.Side;
import io.nmr.itest.Doing;
import io.nmr.itest.Gate;
import io.nmr.itest.fixture.contract.Contract;
import io.nmr.itest.fixture.contract.Listener;
import io.nmr.itest.fixture.contract.Work;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.RegistrationSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R1–R5: who is offered to whom, how often, in which order, on which thread. */
class RegistrationConformanceIT extends Conformance {
  private static final int ROUNDS = 100;

  /** The registering of a party, on a thread of its own. */
  private static Doing opening(Party<?, ?> party) {
    return Doing.begin("register " + party, party::open);
  }

  private List<String> pairs() {
    return runtime().bindings().stream().map(RegistrationConformanceIT::pair).toList();
  }

  private static String pair(BindingSnapshot binding) {
    return binding.client().module() + " to " + binding.provider().module();
  }

  @Test
  void R1_a_module_registers_for_several_npis_in_both_roles_and_under_several_numbers() {
    ModuleBundle module = module("module");
    module.provider().number(1).open();
    module.provider().number(2).open();
    module.client().number(3).answering(offer -> {}).open();
    module.registrar().registerProvider(Contract.PLAIN, offer -> BindingContext.of(job -> job));
    module.registrar().registerClient(Contract.PLAIN, offer -> {});

    List<RegistrationSnapshot> all = runtime().registrations();
    assertThat(all).allMatch(each -> each.module().equals("module"));
    assertThat(all)
        .extracting(each -> each.npi() + " " + each.side() + " " + each.number())
        .containsExactly(
            "io.nmr.itest.work provider 1",
            "io.nmr.itest.work provider 2",
            "io.nmr.itest.work client 3",
            "io.nmr.itest.plain provider 0",
            "io.nmr.itest.plain client 0");
  }

  @Test
  void R1_a_registration_is_for_one_npi_and_is_offered_to_no_client_of_another() {
    provider("provider").open();

    Npi<Work, Listener> other = Npi.of("io.nmr.itest.other", Work.class, Listener.class);
    module("client").registrar().registerClient(other, offer -> osgi.outside.apply("offered"));

    assertThat(events()).isEmpty();
    assertThat(runtime().npis()).extracting(npi -> npi.clients() + npi.providers()).containsOnly(1);
  }

  @Test
  void R2_a_new_client_is_offered_every_provider_once_in_order_of_registration_on_its_thread() {
    for (String each : List.of("third", "first", "second")) {
      provider(each).open();
    }

    client("client").open();

    List<String> expected = new ArrayList<>();
    for (String each : List.of("third", "first", "second")) {
      String offered = "client:offered " + each;
      expected.addAll(List.of(offered, each + ":asked by client", "client:attached to " + each));
      assertThat(osgi.outside.threadAt(offered)).isSameAs(Thread.currentThread());
    }
    assertThat(events()).isEqualTo(expected);
  }

  @Test
  void R2_a_new_provider_is_offered_to_every_client_once_in_order_of_registration_on_its_thread() {
    for (String each : List.of("third", "first", "second")) {
      client(each).open();
    }

    provider("provider").open();

    List<String> expected = new ArrayList<>();
    for (String each : List.of("third", "first", "second")) {
      String asked = "provider:asked by " + each;
      expected.addAll(List.of(each + ":offered provider", asked, each + ":attached to provider"));
      assertThat(osgi.outside.threadAt(asked)).isSameAs(Thread.currentThread());
    }
    assertThat(events()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client:offered provider", "provider:asked by client"})
  void R2_registering_returns_when_all_have_answered(String unanswered) throws Exception {
    client("client").open();
    Gate gate = osgi.outside.holdAt(unanswered);

    Doing registering = opening(provider("provider"));

    gate.awaitInside();
    assertThat(registering.isDone()).isFalse();
    gate.leave();
    registering.await();
    assertThat(events()).contains("client:attached to provider");
  }

  /** The newcomer is held in its first offer while the peer whose turn is next leaves. */
  @Test
  void R2_a_peer_that_has_begun_to_deregister_meanwhile_is_skipped_and_waits_for_nobody()
      throws Exception {
    provider("first").open();
    Provider leaving = provider("leaving").open();
    provider("last").open();
    Gate gate = osgi.outside.holdAt("client:offered first");
    Doing registering = opening(client("client"));
    gate.awaitInside();
    assertThat(pairs()).as("pairs before their turn").containsExactly("client to first");

    Deregistration deregistration = leaving.deregister();

    assertThat(deregistration.isPending()).isFalse();
    gate.leave();
    registering.await();
    assertThat(events()).doesNotContain("client:offered leaving");
    assertThat(pairs()).containsExactly("client to first", "client to last");
  }

  @Test
  void R2_offers_to_one_registration_come_from_several_threads_at_once() throws Exception {
    client("client").open();
    Gate one = osgi.outside.holdAt("client:offered one");
    Gate other = osgi.outside.holdAt("client:offered other");

    Doing first = opening(provider("one"));
    Doing second = opening(provider("other"));

    one.awaitInside();
    other.awaitInside();
    one.leave();
    other.leave();
    first.await();
    second.await();
    assertThat(pairs()).containsExactlyInAnyOrder("client to one", "client to other");
  }

  /** While a client is still registering, a provider registers and is attached and called. */
  @Test
  void R2_an_offer_comes_before_register_has_returned() throws Exception {
    provider("first").open();
    Gate gate = osgi.outside.holdAt("client:offered first");
    Client client = client("client");
    Doing registering = opening(client);
    gate.awaitInside();

    provider("late").open();

    assertThat(registering.isDone()).isFalse();
    assertThat(client.call("x")).isEqualTo("late did x");
    gate.leave();
    registering.await();
  }

  /** Each of the two registers while the other's registering is under way. */
  @Test
  void R3_of_two_that_register_amid_each_other_one_pair_results() throws Exception {
    client("earlier client").open();
    provider("earlier provider").open();
    Gate amidClient = osgi.outside.holdAt("client:offered earlier provider");
    Gate amidProvider = osgi.outside.holdAt("earlier client:offered provider");
    Doing client = opening(client("client"));
    amidClient.awaitInside();
    Doing provider = opening(provider("provider"));
    amidProvider.awaitInside();

    amidClient.leave();
    amidProvider.leave();
    client.await();
    provider.await();

    assertThat(osgi.outside.count("client:offered provider")).isEqualTo(1);
    assertThat(pairs()).containsOnlyOnce("client to provider");
  }

  @Test
  void R3_of_two_that_register_at_the_same_time_one_pair_results() throws Exception {
    ModuleBundle clients = module("client");
    ModuleBundle providers = module("provider");
    CyclicBarrier together = new CyclicBarrier(2);
    for (int round = 0; round < ROUNDS; round++) {
      Client client = clients.client();
      Provider provider = providers.provider();
      Doing registering =
          Doing.run(
              "register client",
              () -> {
                together.await();
                client.open();
              });
      together.await();
      provider.open();
      registering.await();

      assertThat(pairs()).containsExactly("client to provider");
      client.registration().close();
      provider.registration().close();
    }
  }

  @Test
  void R4_equal_ids_with_the_very_same_classes_match() {
    provider("provider").open();
    Npi<Work, Listener> same = Npi.of(Contract.WORK.id(), Work.class, Listener.class);

    module("client")
        .registrar()
        .registerClient(same, offer -> offer.attach(BindingContext.of(news -> news)));

    assertThat(pairs()).containsExactly("client to provider");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void R4_equal_ids_with_another_class_on_either_side_are_never_offered(boolean isProviders) {
    provider("provider").open();

    if (isProviders) {
      Npi<Listener, Listener> other = Npi.of(Contract.WORK.id(), Listener.class, Listener.class);
      module("client").registrar().registerClient(other, offer -> osgi.outside.apply("offered"));
    } else {
      Npi<Work, Work> other = Npi.of(Contract.WORK.id(), Work.class, Work.class);
      module("client").registrar().registerClient(other, offer -> osgi.outside.apply("offered"));
    }

    assertThat(events()).isEmpty();
    assertThat(runtime().npis())
        .hasSize(2)
        .allSatisfy(npi -> assertThat(npi.conflictsWith()).isNotEmpty());
    assertThat(log())
        .filteredOn(line -> line.startsWith("warn"))
        .singleElement()
        .asString()
        .contains(Contract.WORK.id(), "contract ");
  }

  @Test
  void R5_a_module_that_is_both_is_offered_itself_and_may_decline() {
    client("other").afterAttach(offer -> assertThat(offer.isSelf()).isFalse()).open();
    ModuleBundle both = module("both");
    both.provider().attaching(offer -> assertThat(offer.isSelf()).isFalse()).open();

    both.client()
        .beforeAttach(
            offer -> {
              assertThat(offer.isSelf()).isTrue();
              throw new NoInterfaceException("it is me");
            })
        .open();

    assertThat(pairs()).containsExactly("other to both");
    assertThat(runtime().declines())
        .singleElement()
        .satisfies(
            decline -> {
              assertThat(decline.by()).isEqualTo(Side.CLIENT);
              assertThat(decline.reason()).isEqualTo("it is me");
            });
  }

  @Test
  void R5_a_module_may_attach_to_itself_and_its_provider_is_told_too() {
    ModuleBundle both = module("both");
    List<Boolean> isSelf = new ArrayList<>();
    both.provider().attaching(offer -> isSelf.add(offer.isSelf())).open();

    Client client = both.client().open();

    assertThat(isSelf).containsExactly(true);
    assertThat(client.call("x")).isEqualTo("both did x");
  }
}
