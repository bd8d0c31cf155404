package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.HOSTILE;
import static io.nmr.shell.FakeRuntime.NPI;
import static io.nmr.shell.FakeRuntime.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.runtime.RuntimeEvent.Kind;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TraceTest {
  private final List<String> logged = new ArrayList<>();
  private FakeRuntime runtime = new FakeRuntime();
  private final TraceCommand trace =
      new TraceCommand(new CurrentRegistrar(() -> Optional.of(runtime)), logged::add);

  @Test
  void it_is_off_until_it_is_turned_on_and_then_logs_every_event() {
    assertThat(trace()).isEqualTo("The trace is off.");
    runtime.happen(event(Kind.ATTACHED, NPI, "load", ""));

    assertThat(trace("on")).isEqualTo("The trace is on.");
    trace("on");
    runtime.happen(event(Kind.ATTACHED, NPI, "load", ""));
    assertThat(trace("off")).isEqualTo("The trace is off.");
    runtime.happen(event(Kind.DETACHED, NPI, "load", ""));

    assertThat(logged)
        .containsExactly(
            "ATTACHED binding 7, net.resolver, load with hosts, client, because, after 1.5 s");
  }

  @Test
  void after_a_restart_of_the_registrar_it_is_off_and_can_be_turned_on_again() {
    trace("on");
    runtime = new FakeRuntime();

    assertThat(trace()).isEqualTo("The trace is off.");
    assertThat(trace("on")).isEqualTo("The trace is on.");
    assertThat(runtime.listeners).hasSize(1);
  }

  @Test
  void what_modules_say_is_logged_as_one_printable_line() {
    trace("on");
    runtime.happen(event(Kind.ATTACHED, HOSTILE, HOSTILE, HOSTILE));

    assertThat(logged).allSatisfy(line -> assertThat(line).isEqualTo(Plain.of(line)));
  }

  @Test
  void another_word_is_named() {
    assertThatThrownBy(() -> trace("maybe")).hasToString("'maybe'? nmr:trace takes on or off");
  }

  @Test
  void for_scripts() {
    assertThat(trace.trace(true, "on")).isEqualTo("{\"isOn\":true}");
  }

  private String trace(String... words) {
    return ((TraceCommand.Result) trace.trace(false, words)).show(Screen.PLAIN);
  }
}
