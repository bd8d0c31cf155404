package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.NOW;
import static io.nmr.shell.FakeRuntime.binding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.runtime.PendingSnapshot;
import io.nmr.shell.text.Screen;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists what is waited for: everything, or what one binding waits for. */
class PendingTest {
  private final Scene scene = new Scene();
  private final FakeRuntime runtime = scene.runtime;
  private final CurrentRegistrar runtimes = runtime.asRuntimes();

  @Test
  void pending_tells_on_whom_and_what_that_thread_executes() {
    runtime.pending.add(
        new PendingSnapshot(
            runtime.registrations.get(0),
            NOW.minusMillis(2_200),
            true,
            false,
            List.of(Blockers.call("load-1", 5))));
    PendingCommand.Result result =
        new PendingCommand.Result(runtime.pending, 2, InstantSource.fixed(NOW));

    assertThat(Texts.of(result))
        .isEqualTo(
            """
            hosts [6], provider of net.resolver, for 2.2 s, holds back the stop of hosts (6)
              call by load into hosts (binding 7, net.resolver) on thread 'load-1'
                  at net.Hosts.resolve(Hosts.java:40)
                  at net.Hosts.resolve(Hosts.java:41)
                  and 3 more""");
    assertThat((String) new PendingCommand(runtimes).pending(true, "6"))
        .contains(
            "\"isHold\":true",
            "\"binding\":7",
            "\"side\":\"client\",\"reason\":\"CALL\",\"thread\":\"load-1\"",
            "\"net.Hosts.resolve(Hosts.java:40)\"");
    assertThatThrownBy(() -> new PendingCommand(runtimes).pending(false, "many"))
        .hasToString("--frames: 'many' is no number from 0 on");
  }

  @Test
  void pending_tells_what_is_attaching_and_that_it_holds_back_no_stop() {
    runtime.pending.add(
        new PendingSnapshot(
            runtime.registrations.get(0),
            NOW.minusMillis(2_200),
            false,
            true,
            List.of(Blockers.call("load-1", 1))));
    runtime.pending.add(
        new PendingSnapshot(runtime.registrations.get(1), NOW, false, true, List.of()));
    PendingCommand.Result result =
        new PendingCommand.Result(runtime.pending, 0, InstantSource.fixed(NOW));

    assertThat(Texts.of(result))
        .isEqualTo(
            """
            hosts [6], provider of net.resolver, attaching for 2.2 s, holds back hosts (6)
              call by load into hosts (binding 7, net.resolver) on thread 'load-1'
            load#2 [5], client of net.resolver, attaching for 0 ms, holds back load (5)
              goes on to its next peer""");
    assertThat((String) new PendingCommand(runtimes).pending(true, "6"))
        .contains("\"isHold\":false,\"isAttaching\":true");
  }

  @Test
  void the_frames_begin_where_the_modules_code_has_called_the_JDK() {
    assertThat(PendingCommand.blocker(Blockers.parked(), "", 6, Screen.PLAIN).lines().skip(1))
        .containsExactly(
            "    at java.util.Latch.await(Latch.java:9)",
            "    at net.Hosts.resolve(Hosts.java:40)");
  }

  @Test
  void one_binding_is_told_with_its_modules_calls_and_blockers() {
    runtime.bindings.add(binding(7, runtime.registrations.get(1), runtime.registrations.get(0)));
    runtime.pending.add(
        new PendingSnapshot(
            runtime.registrations.get(0), NOW, true, false, List.of(Blockers.call("load-1", 1))));
    BindingCommand binding = new BindingCommand(runtimes);

    assertThat(Texts.of(binding.binding(false, "7")))
        .isEqualTo(
            """
            Binding 7 of net.resolver: ATTACHED
              client    load#2 [5]
              provider  hosts [6]
              calls     0 of the client, 0 of the provider
              waits for
                call by load into hosts (binding 7, net.resolver) on thread 'load-1'
                    at net.Hosts.resolve(Hosts.java:40)""");
    assertThat((String) binding.binding(true, "7"))
        .startsWith("{\"binding\":{\"id\":7,")
        .contains("\"blockers\":[{\"binding\":7,");
    assertThatThrownBy(() -> binding.binding(false, "99"))
        .hasToString("there is no binding 99; nmr:bindings lists them");
    assertThatThrownBy(() -> binding.binding(false, "seven"))
        .hasToString("'seven' is no binding id; nmr:bindings lists them");
    assertThatThrownBy(() -> binding.binding(false))
        .hasToString("nmr:binding needs BINDING; see help nmr:binding");
  }
}
