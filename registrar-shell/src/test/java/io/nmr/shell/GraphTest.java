package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.HOSTILE;
import static io.nmr.shell.FakeRuntime.binding;
import static io.nmr.shell.FakeRuntime.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nmr.Side;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.NpiSnapshot;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphTest {
  @TempDir Path folder;
  private final FakeRuntime runtime = new FakeRuntime();

  @BeforeEach
  void two_clients_of_one_of_two_providers() {
    runtime.registrations.add(registration(Side.PROVIDER, "hosts", 0, 6));
    runtime.registrations.add(registration(Side.PROVIDER, "dns", 0, 8));
    runtime.registrations.add(registration(Side.CLIENT, "load", 2, 5));
    runtime.registrations.add(registration(Side.CLIENT, "gateway", 0, 7));
    runtime.registrations.add(registration(Side.CLIENT, "picky", 0, 9));
    runtime.bindings.add(
        binding(
            11,
            runtime.registrations.get(2),
            runtime.registrations.get(0),
            "DETACHING",
            true,
            2,
            0,
            null));
    runtime.bindings.add(binding(12, runtime.registrations.get(3), runtime.registrations.get(0)));
  }

  @Test
  void in_a_terminal_it_is_a_tree() throws IOException {
    assertThat(graph(false, false, ""))
        .asInstanceOf(type(GraphCommand.Drawing.class))
        .extracting(it -> it.show(Screen.PLAIN))
        .isEqualTo(
            """
            net.resolver
            ├─ dns [8] (no client)
            ├─ hosts [6]
            │  ├─ 12 gateway [7]
            │  └─ 11 load#2 [5] DETACHING, 2 calls
            └─ (no provider)
               └─ picky [9]""");
    assertThat(
            new GraphCommand.Drawing(runtime.registrations, runtime.bindings)
                .show(new Screen(80, false, false)))
        .contains("|- hosts [6]", "|  |- 12 gateway [7]", "`- (no provider)");
  }

  @Test
  void for_Graphviz() throws IOException {
    assertThat(graph(true, false, ""))
        .isEqualTo(
            """
            digraph nmr {
              rankdir=LR;
              node [shape=box];
              m1 [label="hosts [6]"];
              m2 [label="dns [8]"];
              m3 [label="load#2 [5]"];
              m4 [label="gateway [7]"];
              m5 [label="picky [9]"];
              m3 -> m1 [label="net.resolver, 11, DETACHING"];
              m4 -> m1 [label="net.resolver, 12"];
            }""");
  }

  @Test
  void for_Mermaid() throws IOException {
    assertThat(graph(false, true, ""))
        .isEqualTo(
            """
            flowchart LR
              m1["hosts #91;6#93;"]
              m2["dns #91;8#93;"]
              m3["load#35;2 #91;5#93;"]
              m4["gateway #91;7#93;"]
              m5["picky #91;9#93;"]
              m3 -->|"net.resolver, 11, DETACHING"| m1
              m4 -->|"net.resolver, 12"| m1""");
  }

  @Test
  void into_a_file_of_the_sessions_folder() throws IOException {
    assertThat(graph(true, false, "now.dot"))
        .isEqualTo("Drawn into " + folder.resolve("now.dot") + ".");
    assertThat(folder.resolve("now.dot")).content().startsWith("digraph nmr {").endsWith("}\n");
    assertThatThrownBy(() -> graph(true, false, "no/such/folder"))
        .hasToString(
            "cannot write " + folder.resolve("no/such/folder") + ": there is no such folder");
    assertThatThrownBy(() -> graph(true, false, folder.toString()))
        .hasToString("cannot write " + folder + ": Is a directory");
  }

  @Test
  void for_scripts() throws IOException {
    assertThat(json("").toString())
        .startsWith("{\"registrations\":[{")
        .contains("\"bindings\":[{\"id\":11,");
    json("now.json");
    assertThat(folder.resolve("now.json")).content().isEqualTo(json("") + "\n");
  }

  @Test
  void not_two_languages_at_once() {
    assertThatThrownBy(() -> graph(true, true, ""))
        .hasToString("nmr:graph draws --dot, --mermaid or --json, one of them");
  }

  @Test
  void names_leave_neither_their_quotes_nor_their_line() {
    runtime.registrations.clear();
    runtime.bindings.clear();
    runtime.registrations.add(registration(Side.PROVIDER, HOSTILE + "]-->x", 0, 6));
    GraphCommand.Drawing text = new GraphCommand.Drawing(runtime.registrations, runtime.bindings);

    Texts.assertSafe(text.show(Screen.PLAIN));
    assertThat(text.dot().lines()).hasSize(5);
    assertThat(text.dot().lines()).allSatisfy(line -> assertThat(line).isEqualTo(Plain.of(line)));
    assertThat(text.dot()).contains("m\\\"\\\\");
    assertThat(text.mermaid().lines()).hasSize(2);
    assertThat(text.mermaid().lines().toList().get(1))
        .matches(" {2}m1\\[\"[\\p{Alnum} ._,#;-]+\"\\]");
  }

  @Test
  void of_one_NPI_alone() {
    runtime.registrations.add(ofOtherNpi("mail", 20));
    runtime.registrations.add(ofOtherNpi("web", 21));
    runtime.npis.add(npi("net.resolver"));
    runtime.npis.add(npi("net.mail"));

    assertThat(graph(false, false, false, "net.mail", ""))
        .asInstanceOf(type(GraphCommand.Drawing.class))
        .extracting(it -> it.show(Screen.PLAIN))
        .isEqualTo(
            """
            net.mail
            ├─ mail [20] (no client)
            └─ web [21] (no client)""");
    assertThat(graph(true, false, false, "net.resolver", "").toString())
        .contains("hosts [6]", "net.resolver, 12")
        .doesNotContain("mail", "web");
    assertThat(graph(false, false, true, "net.mail", "").toString())
        .contains("\"bindings\":[]", "\"mail\"")
        .doesNotContain("hosts");
    assertThatThrownBy(() -> graph(false, false, false, "net.mall", ""))
        .hasToString("no module is registered for NPI 'net.mall'; nmr:npis lists those there are");
  }

  private static RegistrationSnapshot ofOtherNpi(String module, long owner) {
    return new RegistrationSnapshot(
        owner, "net.mail", Side.PROVIDER, module, 0, module, owner, Map.of(), false, 0);
  }

  private static NpiSnapshot npi(String id) {
    return new NpiSnapshot(id, "P", "C", "exporter", 1, 1, List.of());
  }

  /** An implementation that compared each client with each binding took minutes here. */
  @Test
  void its_cost_grows_as_the_bindings_do_and_not_as_their_square() {
    RegistrationSnapshot provider = registration(Side.PROVIDER, "one", 0, 1);
    List<RegistrationSnapshot> registrations = new ArrayList<>(List.of(provider));
    List<BindingSnapshot> bindings = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      RegistrationSnapshot client = registration(Side.CLIENT, "m", i, i + 2);
      registrations.add(client);
      bindings.add(binding(i, client, provider));
    }
    GraphCommand.Drawing text = new GraphCommand.Drawing(registrations, bindings);

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertThat(text.show(Screen.PLAIN).lines()).hasSize(100_002);
          assertThat(text.dot().lines()).hasSize(200_005);
        });
  }

  private Object graph(boolean dot, boolean mermaid, String out) throws IOException {
    return graph(dot, mermaid, false, "", out);
  }

  private Object json(String out) {
    return graph(false, false, true, "", out);
  }

  private Object graph(boolean dot, boolean mermaid, boolean json, String npi, String out) {
    return new GraphCommand(runtime.asRuntimes())
        .graph(new FakeSession().in(folder).asSession(), dot, mermaid, json, npi, out);
  }
}
