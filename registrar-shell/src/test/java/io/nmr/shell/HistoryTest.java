package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.NOW;
import static io.nmr.shell.FakeRuntime.NPI;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Side;
import io.nmr.runtime.DeclineEntry;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.shell.HistoryCommands.Declines;
import io.nmr.shell.HistoryCommands.Failures;
import io.nmr.shell.SettingsCommands.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The commands that list past events, and the settings. */
class HistoryTest {
  private final Scene scene = new Scene();
  private final FakeRuntime runtime = scene.runtime;
  private final CurrentRegistrar runtimes = runtime.asRuntimes();

  @Test
  void declines_tell_who_declined_whom_and_why() {
    runtime.declines.add(
        new DeclineEntry(NOW, NPI, "picky", "hosts", Side.CLIENT, "version 1 is below 2"));
    Declines declines = new HistoryCommands.Declines(runtimes);

    assertThat(Texts.of(declines.declines(false)))
        .contains("picky", "hosts", "client", "version 1 is below 2");
    assertThat((String) declines.declines(true))
        .contains("\"by\":\"client\"", "\"when\":\"2026-01-01T12:00:00Z\"");
  }

  @Test
  void failures_tell_whose_callback_failed_in_which_binding() {
    runtime.failures.add(
        FakeRuntime.event(RuntimeEvent.Kind.CALLBACK_FAILED, NPI, "load", "load (5)"));
    Failures failures = new HistoryCommands.Failures(runtimes);

    assertThat(Texts.of(failures.failures(false))).contains("      7  net.resolver", "because");
    assertThat((String) failures.failures(true)).contains("\"kind\":\"CALLBACK_FAILED\"");
  }

  @Test
  void settings_are_a_map_of_those_in_force() {
    runtime.settings.put("nmr.hold.warn", "5s");
    runtime.settings.put("nmr.hold.policy", "wait");
    Settings settings = new SettingsCommands.Settings(runtimes);

    assertThat(Texts.of(settings.settings(false)))
        .isEqualTo(
            """
            SETTING          VALUE
            nmr.hold.policy  wait
            nmr.hold.warn    5s""");
    assertThat(settings.settings(true))
        .isEqualTo("{\"nmr.hold.policy\":\"wait\",\"nmr.hold.warn\":\"5s\"}");
    assertThat((Map<?, ?>) settings.settings(false)).hasSize(2);
  }

  @Test
  void a_duration_is_shown_where_something_took_time() {
    RuntimeEvent event =
        new RuntimeEvent(
            NOW,
            RuntimeEvent.Kind.HOLD_ENDED,
            "",
            0,
            "",
            "",
            Optional.empty(),
            "hosts (6)",
            Optional.of(Duration.ofMillis(1_500)),
            "");

    assertThat(Wording.of(event)).isEqualTo("HOLD_ENDED hosts (6), after 1.5 s");
  }
}
