package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.NOW;
import static io.nmr.shell.FakeRuntime.binding;
import static io.nmr.shell.FakeRuntime.deregistering;
import static io.nmr.shell.FakeRuntime.registration;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Side;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.shell.text.Screen;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AbandonTest {
  @RegisterExtension final StandardOut out = new StandardOut();

  private final FakeRuntime runtime = new FakeRuntime();
  private final FakeSession terminal = FakeSession.ofTerminal(80);

  @BeforeEach
  void a_binding_that_is_waited_for() {
    runtime.bindings.add(
        binding(
            7,
            registration(Side.CLIENT, "load", 0, 5),
            deregistering(registration(Side.PROVIDER, "hosts", 0, 6))));
    runtime.pending.add(
        new PendingSnapshot(
            registration(Side.PROVIDER, "hosts", 0, 6),
            NOW,
            true,
            false,
            List.of(Blockers.call("load-1", 1))));
  }

  @Test
  void with_yes_it_asks_nobody() throws Exception {
    assertThat(abandon(new FakeSession(), "", true, "7"))
        .isEqualTo("Abandoned binding 7 of net.resolver (load [5] with hosts [6]).");
    assertThat(runtime.abandoned).containsExactly(7L);
  }

  @Test
  void on_a_terminal_it_asks_and_reads_no_more_than_the_answer() throws Exception {
    ByteArrayInputStream keyboard = new ByteArrayInputStream("Yes\nlb\n".getBytes(UTF_8));
    AbandonCommand abandon = new AbandonCommand(runtime.asRuntimes(), () -> keyboard);

    abandon.abandon(terminal.asSession(), false, false, "7");

    assertThat(out.printed())
        .isEqualTo(
            "Abandon binding 7 of net.resolver (load [5] with hosts [6])? Its calls go on in code"
                + " that is unloaded. [y/N] ");
    assertThat(runtime.abandoned).containsExactly(7L);
    assertThat(keyboard.readAllBytes()).asString(UTF_8).isEqualTo("lb\n");
  }

  @Test
  void any_other_answer_and_none_leave_it_as_it_was() throws Exception {
    for (String answer : List.of("n\n", "\n", "")) {
      assertThat(abandon(terminal, answer, false, "7")).isEqualTo("Binding 7 is as it was.");
    }
    assertThat(runtime.abandoned).isEmpty();
  }

  @Test
  void a_script_must_say_yes() {
    assertThatThrownBy(() -> abandon(new FakeSession(), "y\n", false, "7"))
        .hasToString(
            "nmr:abandon asks, and there is nobody to ask; give --yes to abandon binding 7");
    assertThat(runtime.abandoned).isEmpty();
  }

  @Test
  void a_binding_that_there_is_not_is_refused() {
    assertThatThrownBy(() -> abandon(terminal, "", true, "8"))
        .hasToString("there is no binding 8; nmr:bindings lists them");
    assertThatThrownBy(() -> abandon(terminal, "", true, "-7"))
        .hasToString("'-7' is no binding id; nmr:bindings lists them");
  }

  @Test
  void one_that_nobody_waits_for_is_refused_before_it_asks() {
    runtime.pending.clear();
    runtime.bindings.set(
        0,
        binding(
            7,
            registration(Side.CLIENT, "load", 0, 5),
            registration(Side.PROVIDER, "hosts", 0, 6)));

    assertThatThrownBy(() -> abandon(terminal, "y\n", false, "7"))
        .hasToString(
            "nobody waits for binding 7, which is ATTACHED; nmr:pending shows what is waited for");
    assertThat(out.printed()).isEmpty();
  }

  @Test
  void one_that_is_abandoned_already_is_refused() {
    abandonedForTheProvider();
    runtime.pending.set(
        0,
        new PendingSnapshot(
            deregistering(registration(Side.PROVIDER, "hosts", 0, 6)),
            NOW,
            true,
            false,
            List.of(Blockers.call(8, "of another binding", 1))));

    assertThatThrownBy(() -> abandon(terminal, "", true, "7"))
        .hasToString("binding 7 is abandoned already, and nobody else waits for it");
  }

  @Test
  void H5_one_that_was_abandoned_for_the_other_side_is_abandoned_for_the_side_that_waits_now()
      throws Exception {
    abandonedForTheProvider();
    runtime.pending.set(
        0,
        new PendingSnapshot(
            deregistering(registration(Side.CLIENT, "load", 0, 5)),
            NOW,
            true,
            false,
            List.of(Blockers.call("load-1", 1))));

    assertThat(abandon(terminal, "", true, "7")).startsWith("Abandoned binding 7 of net.resolver");
    assertThat(runtime.abandoned).containsExactly(7L);
  }

  private void abandonedForTheProvider() {
    runtime.bindings.set(
        0,
        binding(
            7,
            registration(Side.CLIENT, "load", 0, 5),
            deregistering(registration(Side.PROVIDER, "hosts", 0, 6)),
            "ABANDONED",
            true,
            1,
            0,
            null));
  }

  @Test
  void for_scripts() throws Exception {
    AbandonCommand abandon = new AbandonCommand(runtime.asRuntimes(), InputStream::nullInputStream);

    assertThat(abandon.abandon(new FakeSession().asSession(), true, true, "7").toString())
        .startsWith("{\"binding\":{\"id\":7,")
        .endsWith(",\"isAbandoned\":true}");
  }

  private String abandon(FakeSession session, String typed, boolean yes, String... words)
      throws IOException {
    AbandonCommand abandon =
        new AbandonCommand(
            runtime.asRuntimes(), () -> new ByteArrayInputStream(typed.getBytes(UTF_8)));
    Object result = abandon.abandon(session.asSession(), yes, false, words);
    return ((AbandonCommand.Result) result).show(Screen.PLAIN);
  }
}
