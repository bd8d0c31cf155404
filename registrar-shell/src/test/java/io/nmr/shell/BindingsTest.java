package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.NOW;
import static io.nmr.shell.FakeRuntime.binding;
import static io.nmr.shell.FakeRuntime.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.DetachCause;
import io.nmr.Side;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.shell.text.Screen;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class BindingsTest {
  private final FakeRuntime runtime = new FakeRuntime();

  @Test
  void one_line_for_each_binding_with_its_calls_and_cause() {
    runtime.bindings.add(of(7, "gateway", 0, "hosts", true, 3, 0, null));
    runtime.bindings.add(of(12, "load", 2, "dns", true, 0, 11, DetachCause.PROVIDER_DEREGISTERED));
    runtime.bindings.add(of(13, "raw", 0, "dns", false, 0, 0, null));

    assertThat(text())
        .isEqualTo(
            """
            ID  NPI           CLIENT       PROVIDER   STATE     C>P  P>C  CAUSE
             7  net.resolver  gateway [5]  hosts [6]  ATTACHED    3    0
            12  net.resolver  load#2 [5]   dns [6]    ATTACHED    0   11  provider deregistered
            13  net.resolver  raw [5]      dns [6]    ATTACHED    -    -""");
  }

  @Test
  void a_cause_column_only_where_there_is_a_cause() {
    runtime.bindings.add(of(7, "gateway", 0, "hosts", true, 0, 0, null));

    assertThat(text()).doesNotContain("CAUSE");
  }

  @Test
  void without_bindings_it_says_what_there_is_instead() {
    assertThat(text()).isEqualTo("No bindings: no module is registered.");

    runtime.registrations.add(registration(Side.CLIENT, "picky", 0, 5));
    runtime.registrations.add(registration(Side.PROVIDER, "hosts", 0, 6));
    runtime.declined = 1;
    assertThat(text())
        .isEqualTo(
            "No bindings: 1 provider and 1 client registrations, of which no two are attached; 1"
                + " pair declined so far.");
  }

  @Test
  void a_held_stop_is_shown_with_who_holds_it() {
    runtime.pending.add(
        new PendingSnapshot(
            registration(Side.PROVIDER, "hosts", 0, 6),
            NOW.minusMillis(3_250),
            true,
            false,
            List.of(Blockers.call("load-3", 1))));
    runtime.pending.add(
        new PendingSnapshot(
            registration(Side.CLIENT, "load", 2, -1), NOW, false, false, List.of()));

    assertThat(text())
        .endsWith(
            """

            Deregistrations under way:
              hosts [6], provider of net.resolver, for 3.2 s, holds back the stop of hosts (6)
                waits for call by load into hosts (binding 7, net.resolver) on thread 'load-3' in net.Hosts.resolve(Hosts.java:40)
              load#2, client of net.resolver, for 0 ms
                waits for nothing any more""");
  }

  @Test
  void what_is_attaching_is_shown_apart() {
    runtime.pending.add(
        new PendingSnapshot(
            registration(Side.PROVIDER, "hosts", 0, 6),
            NOW.minusMillis(3_250),
            false,
            true,
            List.of(Blockers.call("load-3", 1))));

    assertThat(text())
        .doesNotContain("Deregistrations")
        .endsWith(
            """

            Registrations under way:
              hosts [6], provider of net.resolver, attaching for 3.2 s, holds back hosts (6)
                waits for call by load into hosts (binding 7, net.resolver) on thread 'load-3' in net.Hosts.resolve(Hosts.java:40)""");
  }

  private String text() {
    return new BindingsCommand.Text(
            runtime.bindings,
            runtime.pending,
            "",
            runtime.registrations,
            runtime.counts(),
            InstantSource.fixed(NOW))
        .show(Screen.PLAIN);
  }

  private static BindingSnapshot of(
      long id,
      String client,
      int number,
      String provider,
      boolean isGuarded,
      int clientCalls,
      int providerCalls,
      DetachCause cause) {
    return binding(
        id,
        registration(Side.CLIENT, client, number, 5),
        registration(Side.PROVIDER, provider, 0, 6),
        "ATTACHED",
        isGuarded,
        clientCalls,
        providerCalls,
        cause);
  }
}
