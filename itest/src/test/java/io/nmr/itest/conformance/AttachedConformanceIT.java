package io.nmr.itest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * R10 and R11: what may be done as soon as there is a pair, and what is not done if there is none.
 */
class AttachedConformanceIT extends Conformance {
  @Test
  void R10_the_provider_may_call_from_inside_attachClient_on_on_the_same_and_other_threads() {
    List<String> answers = new ArrayList<>();
    provider("provider")
        .attaching(
            offer -> {
              answers.add(offer.dispatch().tell("x"));
              answers.add(elsewhere(() -> offer.dispatch().tell("y")));
            })
        .open();

    client("client").open();

    assertThat(answers).containsExactly("client knows x", "client knows y");
    assertThat(events())
        .containsSubsequence("client:told x", "client:told y", "client:attached to provider");
  }

  @Test
  void R10_the_client_may_call_from_the_return_of_attach_on() {
    provider("provider").open();
    List<String> answers = new ArrayList<>();
    Client client = client("client");
    client
        .afterAttach(
            offer -> {
              answers.add(client.call("x"));
              answers.add(elsewhere(() -> client.call("y")));
            })
        .open();

    assertThat(answers).containsExactly("provider did x", "provider did y");
  }

  @Test
  void R11_a_declined_pair_is_not_offered_again_until_one_of_them_registers_anew() {
    Client client = client("client").answering(offer -> {}).open();
    Provider provider = provider("provider").open();

    provider("other").open().registration().close();
    client("another").open().registration().close();

    assertThat(osgi.outside.count("client:offered provider")).isEqualTo(1);
    provider.registration().close();
    provider.open();
    assertThat(osgi.outside.count("client:offered provider")).isEqualTo(2);
    client.registration().close();
    client.open();
    assertThat(osgi.outside.count("client:offered provider")).isEqualTo(3);
  }
}
