package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;

/**
 * The stop of a bundle whose modules are components of Declarative Services, which know nothing of
 * the registrar and deactivate as soon as a listener hears of the stop.
 */
@Timeout(60)
class ComponentStopIT {
  private static final String OUTSIDE =
      "<reference name='outside' interface='java.util.function.Function'"
          + " target='(itest=outside)' field='outside'/>";

  /** What is started before what. */
  enum Order {
    COMPONENTS_FIRST,
    REGISTRAR_FIRST
  }

  private Osgi osgi;
  private Module provider;
  private Doing call;
  private Gate inside;

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private void arrange(Order order) throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of());
    Bundle components = osgi.installComponents();
    Bundle registrar = osgi.installRegistrar();
    (order == Order.COMPONENTS_FIRST ? components : registrar).start();
    (order == Order.COMPONENTS_FIRST ? registrar : components).start();
    provider = osgi.start(TestBundle.component("provider", "ForgetfulComponent", OUTSIDE));
    Module client = osgi.startClient("client");
    inside = osgi.outside.holdAt("provider:work x");
    call = client.calling("x");
    inside.awaitInside();
  }

  private void assertDeactivatedWhenDrained(Doing unload) throws Exception {
    assertThat(osgi.outside.events()).doesNotContain("provider:deactivate");
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    unload.await();
    assertThat(osgi.outside.events())
        .containsSubsequence("provider:worked x", "client:cleanup", "provider:deactivate");
  }

  @ParameterizedTest
  @EnumSource
  void H1_a_component_is_deactivated_when_no_call_is_inside_any_more(Order order) throws Exception {
    arrange(order);

    Doing stop = provider.stopping();

    provider.assertHeld(stop);
    assertDeactivatedWhenDrained(stop);
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.RESOLVED);
  }

  @ParameterizedTest
  @EnumSource
  void H2_the_same_when_its_bundle_is_uninstalled(Order order) throws Exception {
    arrange(order);

    Doing uninstall = Doing.run("uninstall provider", provider.bundle()::uninstall);

    provider.assertHeld(uninstall);
    assertDeactivatedWhenDrained(uninstall);
  }
}
