package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;

/** One NPI id in two class spaces. */
@Timeout(60)
class ClassSpaceIT {
  private Osgi osgi;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withRegistrar();
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  @Test
  void R4_two_class_spaces_are_never_offered_to_each_other_and_both_exporters_are_named()
      throws Exception {
    osgi.startProvider("provider");

    Module rival = osgi.start(TestBundle.module("rival", "WorkClient").withOwnContract());

    assertThat(rival.bundle().getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(osgi.runtime().bindings()).isEmpty();
    assertThat(osgi.outside.events()).doesNotContain("provider:attach");
    assertThat(osgi.runtime().npis())
        .hasSize(2)
        .allSatisfy(npi -> assertThat(npi.get("id")).isEqualTo("io.nmr.itest.work"))
        .anySatisfy(
            npi -> {
              assertThat(npi.text("exporter")).startsWith("contract ");
              assertThat(npi.text("conflictsWith")).contains("rival ");
            })
        .anySatisfy(
            npi -> {
              assertThat(npi.text("exporter")).startsWith("rival ");
              assertThat(npi.text("conflictsWith")).contains("contract ");
            });
    assertThat(osgi.log)
        .filteredOn(line -> line.contains("contract ") && line.contains("rival "))
        .hasSize(1);
  }

  @Test
  void R4_each_class_space_goes_on_by_itself() throws Exception {
    osgi.startProvider("provider");
    Module client = osgi.startClient("client");
    osgi.start(TestBundle.module("rival", "WorkProvider").withOwnContract());

    assertThat(osgi.runtime().bindings()).hasSize(1);
    assertThat(client.call("x")).isEqualTo("provider did x");
  }
}
