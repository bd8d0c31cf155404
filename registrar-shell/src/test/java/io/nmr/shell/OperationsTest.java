package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.deploy.Request;
import io.nmr.shell.OperationsCommands.Cancel;
import io.nmr.shell.OperationsCommands.Operations;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code nmr:operations} and {@code nmr:cancel}. */
class OperationsTest {
  private final FakeDeployer deployer = new FakeDeployer();
  private final Operations operations = new OperationsCommands.Operations(deployer.asDeployers());
  private final Cancel cancel = new OperationsCommands.Cancel(deployer.asDeployers());

  @Test
  void it_lists_what_is_under_way_and_what_has_ended() {
    deployer.begin(Request.unload(6).by("jmx"));
    deployer.begin(Request.swap(7, Path.of("new.jar")).by("folder"));
    deployer.operations.get(2L).fail("hosts 2.0.0 (100) does not start: no");

    String all = Texts.of(operations.operations(false, false));

    assertThat(all)
        .contains("ID", "WHAT", "BY", "STATE")
        .containsPattern("1 +unload +hosts \\(6\\) +jmx +RUNNING +1\\.5 s +unloading hosts")
        .containsPattern("2 +swap +hosts \\(7\\) +folder +FAILED");
    assertThat(Texts.of(operations.operations(true, false)))
        .contains("RUNNING")
        .doesNotContain("FAILED");
    assertThat((String) operations.operations(false, true))
        .contains("\"failure\":\"hosts 2.0.0 (100) does not start: no\"");
  }

  @Test
  void nothing_to_list_is_said_in_words() {
    assertThat(Texts.of(operations.operations(false, false))).isEqualTo("There is no operation.");
  }

  @Test
  void one_that_is_under_way_can_be_cancelled() {
    deployer.begin(Request.unload(6));

    assertThat(Texts.of(cancel.cancel(false, "1"))).isEqualTo("Operation 1 is being cancelled.");

    assertThat(deployer.only().isCancelled).isTrue();
    assertThat(cancel.cancel(true, "1")).isEqualTo("{\"id\":1}");
  }

  @Test
  void what_cannot_be_cancelled_is_said() {
    deployer.begin(Request.unload(6));
    deployer.only().late = Optional.of("operation 1 cannot be cancelled any more");
    assertThatThrownBy(() -> cancel.cancel(false, "1"))
        .hasToString("operation 1 cannot be cancelled any more");
    deployer.only().end();
    assertThatThrownBy(() -> cancel.cancel(false, "1")).hasToString("no operation 1 is under way");
    assertThatThrownBy(() -> cancel.cancel(false, "x"))
        .hasToString("'x' is no number of an operation; nmr:operations lists them");
    assertThatThrownBy(() -> cancel.cancel(false))
        .hasToString("nmr:cancel needs OPERATION; see help nmr:cancel");
  }
}
