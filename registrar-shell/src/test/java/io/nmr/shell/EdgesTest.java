package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.HOSTILE;
import static io.nmr.shell.FakeRuntime.NOW;
import static io.nmr.shell.FakeRuntime.binding;
import static io.nmr.shell.FakeRuntime.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Side;
import io.nmr.runtime.DeclineEntry;
import io.nmr.runtime.NpiSnapshot;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RuntimeEvent;
import java.time.InstantSource;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.junit.jupiter.api.Test;

/** The commands that list, with no registrar, with nothing to list, and with hostile names. */
class EdgesTest {
  private final Scene scene = new Scene();
  private final Bundles bundles = scene.bundles;

  @Test
  void without_a_registrar_each_says_which_bundle_to_start() {
    CurrentRegistrar none = FakeRuntime.none();
    for (Runnable command :
        List.<Runnable>of(
            () -> new NpisCommand(none).npis(false),
            () -> new ModulesCommand(none, bundles, InstantSource.system()).modules(false),
            () -> new RegistrationsCommand.Clients(none, bundles).clients(false, "", ""),
            () -> new BindingsCommand(none, bundles).bindings(false, "", ""),
            () -> new BindingCommand(none).binding(false, "7"),
            () -> new HistoryCommands.Declines(none).declines(false),
            () -> new HistoryCommands.Failures(none).failures(false),
            () -> new PendingCommand(none).pending(false, "6"),
            () -> new SettingsCommands.Settings(none).settings(false))) {
      assertThatThrownBy(command::run)
          .hasToString("No registrar is running. Start the bundle io.nmr.registrar (lb lists it).");
    }
  }

  @Test
  void nothing_to_list_is_said_in_words() {
    FakeRuntime empty = new FakeRuntime();
    CurrentRegistrar none = empty.asRuntimes();
    assertThat(Texts.of(new NpisCommand(none).npis(false))).startsWith("No NPIs");
    assertThat(Texts.of(new HistoryCommands.Declines(none).declines(false)))
        .isEqualTo("No declines.");
    assertThat(Texts.of(new HistoryCommands.Failures(none).failures(false)))
        .isEqualTo("No callback has failed.");
    assertThat(Texts.of(new PendingCommand(none).pending(false, "6")))
        .startsWith("Nothing is pending");
    assertThat(Texts.of(new RegistrationsCommand.Clients(none, bundles).clients(false, "", "")))
        .isEqualTo("No client is registered.");
    assertThat(new NpisCommand(none).npis(true)).isEqualTo("[]");
  }

  @Test
  void what_modules_say_reaches_no_terminal_as_a_command() {
    FakeRuntime evil = new FakeRuntime();
    CurrentRegistrar of = evil.asRuntimes();
    evil.npis.add(new NpiSnapshot(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1, 1, List.of(HOSTILE)));
    evil.registrations.add(registration(Side.PROVIDER, HOSTILE, 1, 6));
    evil.registrations.add(registration(Side.CLIENT, HOSTILE, 1, 5));
    evil.bindings.add(binding(7, evil.registrations.get(1), evil.registrations.get(0)));
    evil.declines.add(new DeclineEntry(NOW, HOSTILE, HOSTILE, HOSTILE, Side.CLIENT, HOSTILE));
    evil.failures.add(
        FakeRuntime.event(RuntimeEvent.Kind.CALLBACK_FAILED, HOSTILE, HOSTILE, HOSTILE));
    evil.settings.put(HOSTILE, HOSTILE);
    evil.pending.add(
        new PendingSnapshot(
            evil.registrations.get(0), NOW, true, false, List.of(Blockers.call(HOSTILE, 1))));

    for (boolean json : new boolean[] {false, true}) {
      Texts.assertSafe(Texts.of(new NpisCommand(of).npis(json)));
      Texts.assertSafe(
          Texts.of(new RegistrationsCommand.Providers(of, bundles).providers(json, "", "")));
      Texts.assertSafe(Texts.of(new BindingsCommand(of, bundles).bindings(json, "", "")));
      Texts.assertSafe(Texts.of(new BindingCommand(of).binding(json, "7")));
      Texts.assertSafe(Texts.of(new HistoryCommands.Declines(of).declines(json)));
      Texts.assertSafe(Texts.of(new HistoryCommands.Failures(of).failures(json)));
      Texts.assertSafe(Texts.of(new PendingCommand(of).pending(json, "6")));
      Texts.assertSafe(Texts.of(new SettingsCommands.Settings(of).settings(json)));
    }
    // an element that a closure takes out of a list and leaves at the prompt
    Texts.assertSafe(Texts.of(evil.bindings.get(0)));
    Texts.assertSafe(Texts.of(evil.pending.get(0).blockers().get(0)));
  }

  /** A command that throws an unexpected exception. */
  private static final class Faulty extends Command {
    @Descriptor("fails")
    public Object faulty(@Descriptor(NOTHING) String... words) {
      throw new NoClassDefFoundError("x");
    }
  }

  @Test
  void what_a_command_throws_arrives_as_it_is() {
    assertThatThrownBy(() -> new Faulty().execute(new FakeSession().asSession(), List.of()))
        .isExactlyInstanceOf(NoClassDefFoundError.class);
  }
}
