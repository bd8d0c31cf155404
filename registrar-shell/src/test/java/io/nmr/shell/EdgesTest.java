package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.HOSTILE;
import static io.nmr.shell.FakeRuntime.NOW;
import static io.nmr.shell.FakeRuntime.binding;
import static io.nmr.shell.FakeRuntime.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Side;
import io.nmr.runtime.DeclineDTO;
import io.nmr.runtime.EventDTO;
import io.nmr.runtime.NpiDTO;
import io.nmr.runtime.PendingDTO;
import io.nmr.shell.bundle.Bundles;
import java.time.InstantSource;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.junit.jupiter.api.Test;

/** The commands that list, with no registrar, nothing to list, and names that are hostile. */
class EdgesTest {
  private final Scene scene = new Scene();
  private final Bundles bundles = scene.bundles;

  @Test
  void without_a_registrar_each_says_which_bundle_to_start() {
    Runtimes none = FakeRuntime.none();
    for (Runnable command :
        List.<Runnable>of(
            () -> new Npis(none).npis(false),
            () -> new Modules(none, bundles, InstantSource.system()).modules(false),
            () -> new Clients(none, bundles).clients(false, "", ""),
            () -> new Bindings(none, bundles).bindings(false, "", ""),
            () -> new OneBinding(none).binding(false, "7"),
            () -> new Declines(none).declines(false),
            () -> new Failures(none).failures(false),
            () -> new Pending(none).pending(false, "6"),
            () -> new Settings(none).settings(false))) {
      assertThatThrownBy(command::run)
          .hasToString("No registrar is running. Start the bundle io.nmr.registrar (lb lists it).");
    }
  }

  @Test
  void nothing_to_list_is_said_in_words() {
    FakeRuntime empty = new FakeRuntime();
    Runtimes none = empty.asRuntimes();
    assertThat(Texts.of(new Npis(none).npis(false))).startsWith("No NPIs");
    assertThat(Texts.of(new Declines(none).declines(false))).isEqualTo("No declines.");
    assertThat(Texts.of(new Failures(none).failures(false))).isEqualTo("No callback has failed.");
    assertThat(Texts.of(new Pending(none).pending(false, "6"))).startsWith("Nothing is pending");
    assertThat(Texts.of(new Clients(none, bundles).clients(false, "", "")))
        .isEqualTo("No client is registered.");
    assertThat(new Npis(none).npis(true)).isEqualTo("[]");
  }

  @Test
  void what_modules_say_reaches_no_terminal_as_a_command() {
    FakeRuntime evil = new FakeRuntime();
    Runtimes of = evil.asRuntimes();
    evil.npis.add(new NpiDTO(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1, 1, List.of(HOSTILE)));
    evil.registrations.add(registration(Side.PROVIDER, HOSTILE, 1, 6));
    evil.registrations.add(registration(Side.CLIENT, HOSTILE, 1, 5));
    evil.bindings.add(binding(7, evil.registrations.get(1), evil.registrations.get(0)));
    evil.declines.add(new DeclineDTO(NOW, HOSTILE, HOSTILE, HOSTILE, Side.CLIENT, HOSTILE));
    evil.failures.add(FakeRuntime.event(EventDTO.Kind.CALLBACK_FAILED, HOSTILE, HOSTILE, HOSTILE));
    evil.settings.put(HOSTILE, HOSTILE);
    evil.pending.add(
        new PendingDTO(
            evil.registrations.get(0), NOW, true, false, List.of(Blockers.call(HOSTILE, 1))));

    for (boolean json : new boolean[] {false, true}) {
      Texts.assertSafe(Texts.of(new Npis(of).npis(json)));
      Texts.assertSafe(Texts.of(new Providers(of, bundles).providers(json, "", "")));
      Texts.assertSafe(Texts.of(new Bindings(of, bundles).bindings(json, "", "")));
      Texts.assertSafe(Texts.of(new OneBinding(of).binding(json, "7")));
      Texts.assertSafe(Texts.of(new Declines(of).declines(json)));
      Texts.assertSafe(Texts.of(new Failures(of).failures(json)));
      Texts.assertSafe(Texts.of(new Pending(of).pending(json, "6")));
      Texts.assertSafe(Texts.of(new Settings(of).settings(json)));
    }
    // what a closure takes out of a list and leaves at the prompt
    Texts.assertSafe(Texts.of(evil.bindings.get(0)));
    Texts.assertSafe(Texts.of(evil.pending.get(0).blockers().get(0)));
  }

  /** A command that is at fault. */
  private static final class Faulty extends Command {
    @Descriptor("fails")
    public Object faulty(@Descriptor(Options.NOTHING) String... words) {
      throw new NoClassDefFoundError("x");
    }
  }

  @Test
  void what_a_command_throws_arrives_as_it_is() {
    assertThatThrownBy(() -> new Faulty().execute(new FakeSession().asSession(), List.of()))
        .isExactlyInstanceOf(NoClassDefFoundError.class);
  }
}
