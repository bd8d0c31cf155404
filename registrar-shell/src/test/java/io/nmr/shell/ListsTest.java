package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.NOW;
import static io.nmr.shell.FakeRuntime.NPI;
import static io.nmr.shell.FakeRuntime.binding;
import static io.nmr.shell.FakeRuntime.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nmr.Side;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.shell.RegistrationsCommand.Clients;
import io.nmr.shell.RegistrationsCommand.Providers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** The commands that list the modules and what is attached to what. */
class ListsTest {
  private final Scene scene = new Scene();
  private final FakeRuntime runtime = scene.runtime;
  private final CurrentRegistrar runtimes = runtime.asRuntimes();
  private final FakeFramework framework = scene.framework;
  private final Bundles bundles = scene.bundles;
  private final Providers providers = new RegistrationsCommand.Providers(runtimes, bundles);
  private final Clients clients = new RegistrationsCommand.Clients(runtimes, bundles);
  private final BindingsCommand bindings = new BindingsCommand(runtimes, bundles);

  @Test
  void npis_tells_types_and_counts() {
    assertThat(Texts.of(new NpisCommand(runtimes).npis(false)))
        .isEqualTo(
            """
            NPI           PROVIDERS  CLIENTS  PROVIDER DISPATCH  CLIENT DISPATCH  EXPORTER
            net.resolver          1        2  net.Resolver       java.lang.Void   api (3)""");
    assertThat(new NpisCommand(runtimes).npis(true))
        .isEqualTo(
            "[{\"id\":\"net.resolver\",\"providerDispatch\":\"net.Resolver\",\"clientDispatch\":\"java.lang.Void\",\"exporter\":\"api (3)\",\"providers\":1,\"clients\":2,\"conflictsWith\":[]}]");
  }

  @Test
  void providers_and_clients_are_those_of_that_side() {
    assertThat(Texts.of(providers.providers(false, "", "")))
        .contains("hosts [6]", "REGISTERED")
        .doesNotContain("load");
    assertThat(Texts.of(clients.clients(false, "", "")))
        .contains("load#2 [5]", "gateway [7]")
        .doesNotContain("hosts");
    assertThat((List<?>) clients.clients(false, "", "gateway")).hasSize(1);
    assertThat((String) clients.clients(true, NPI, "7")).contains("\"side\":\"client\"");
  }

  @Test
  void bindings_are_a_list_that_a_closure_goes_through() {
    assertThat((List<?>) bindings.bindings(false, "", "")).isEqualTo(runtime.bindings);
    assertThat((List<?>) bindings.bindings(false, NPI, "load"))
        .isEqualTo(runtime.bindings.subList(0, 1));
    assertThat((String) bindings.bindings(true, "", "load"))
        .startsWith("[{\"id\":11,\"npi\":\"net.resolver\",\"client\":{")
        .endsWith("\"providerCalls\":1,\"detachCause\":null}]");
  }

  @Test
  void bindings_of_an_unknown_NPI_or_bundle_are_refused() {
    assertThatThrownBy(() -> bindings.bindings(false, "net.reslover", ""))
        .hasToString(
            "no module is registered for NPI 'net.reslover'; nmr:npis lists those there are");
    assertThatThrownBy(() -> bindings.bindings(false, "", "gate"))
        .hasToString("there is no bundle 'gate'; is it gateway (7)?");
  }

  @Test
  void where_none_is_left_it_says_of_what() {
    runtime.bindings.clear();

    assertThat(Texts.of(bindings.bindings(false, NPI, "load")))
        .isEqualTo("No bindings of NPI net.resolver and bundle load (5).");
    assertThat(Texts.of(providers.providers(false, "", "load")))
        .isEqualTo("No provider of bundle load (5) is registered.");
    assertThat(Texts.of(clients.clients(false, NPI, "6")))
        .isEqualTo("No client of NPI net.resolver and bundle hosts (6) is registered.");
  }

  @Test
  void modules_are_one_line_each_with_their_counts_and_how_long_a_stop_is_held() {
    framework.put(6, Bundle.STOPPING);
    runtime.pending.add(
        new PendingSnapshot(
            runtime.registrations.get(0), NOW.minusSeconds(3), true, false, List.of()));
    ModulesCommand modules = new ModulesCommand(runtimes, bundles, InstantSource.fixed(NOW));

    assertThat(Texts.of(modules.modules(false)))
        .isEqualTo(
            """
            ID  MODULE   STATE     PROVIDERS  CLIENTS  BINDINGS  CALLS  HELD FOR
             5  load     ACTIVE            0        1         1      3
             6  hosts    STOPPING          1        0         2      3  3.0 s
             7  gateway  ACTIVE            0        1         1      0""");
    assertThat((String) modules.modules(true)).contains("\"name\":\"hosts\"", "\"held\":3.0");
  }

  @Test
  void a_table_fits_the_terminal_and_is_coloured_there_alone() {
    FakeSession terminal = FakeSession.ofTerminal(70);
    RegistrationSnapshot wordy = registration(Side.CLIENT, "org.example.wordy.".repeat(5), 0, 77);
    runtime.bindings.add(binding(13, wordy, runtime.registrations.get(0)));

    String shown = Texts.of(bindings.bindings(false, "", ""), terminal);

    assertThat(shown).contains("\u001b[32mATTACHED\u001b[0m", "…", " [77]");
    assertThat(shown.replaceAll("\u001b\\[\\d+m", "").lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(70));
    assertThat(Texts.of(bindings.bindings(false, "", ""))).doesNotContain("\u001b");
    terminal.variables.put("TERM", "dumb-color");
    assertThat(Texts.of(bindings.bindings(false, "", ""), terminal)).doesNotContain("\u001b");
  }

  /**
   * An implementation that compared each module with each binding and registration took minutes
   * here.
   */
  @Test
  void the_cost_of_listing_the_modules_grows_as_they_do_and_not_as_their_square() {
    RegistrationSnapshot provider = registration(Side.PROVIDER, "one", 0, 1_000_000);
    List<RegistrationSnapshot> all = new ArrayList<>(List.of(provider));
    List<BindingSnapshot> pairs = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      RegistrationSnapshot client = registration(Side.CLIENT, "m", i, i + 100);
      all.add(client);
      pairs.add(binding(i, client, provider));
    }
    runtime.registrations.addAll(all);
    runtime.bindings.addAll(pairs);

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThat(
                    new ModulesCommand(runtimes, bundles, InstantSource.fixed(NOW)).modules(false))
                .asInstanceOf(LIST)
                .hasSize(100_004));
  }
}
