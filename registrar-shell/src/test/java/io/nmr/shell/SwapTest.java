package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.NOW;
import static io.nmr.shell.FakeRuntime.binding;
import static io.nmr.shell.FakeRuntime.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.Side;
import io.nmr.runtime.DeclineDTO;
import io.nmr.runtime.RegistrationDTO;
import io.nmr.shell.bundle.Bundles;
import io.nmr.shell.bundle.Unloads;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

@Timeout(20)
class SwapTest {
  @RegisterExtension final StandardOut out = new StandardOut();
  @TempDir Path folder;

  private final FakeRuntime runtime = new FakeRuntime();
  private final FakeFramework framework = new FakeFramework();
  private final RegistrationDTO load = registration(Side.CLIENT, "load", 0, 5);
  private final RegistrationDTO old = registration(Side.PROVIDER, "hosts", 0, 6);
  private final RegistrationDTO fresh = registration(Side.PROVIDER, "hosts", 0, 100);
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private Swap swap;

  @BeforeEach
  void a_provider_with_a_client() throws IOException {
    framework.add(5, "load", "1.0.0");
    framework.add(6, "hosts", "1.0.0");
    runtime.registrations.add(load);
    runtime.registrations.add(old);
    runtime.bindings.add(binding(11, load, old));
    jar("new.jar", "hosts", "2.0.0");
    Bundles bundles = new Bundles(framework.context());
    Unloads unloads = new Unloads(framework.context(), logged::add);
    Unload unload = new Unload(runtime.asRuntimes(), bundles, unloads);
    swap = new Swap(framework.context(), runtime.asRuntimes(), bundles, unloads, unload);
  }

  @Test
  void the_old_one_goes_only_when_the_new_one_is_attached() {
    framework.doings.put("start 100", this::attach);

    assertThat(Texts.of(swap("10s", false, "hosts", "new.jar")))
        .matches(
            "Unloaded hosts \\(6\\) in .* m?s\\.\nhosts 2\\.0\\.0 \\(100\\) has taken its place\\.");
    assertThat(out.printed()).startsWith("hosts 2.0.0 (100) is attached.\n");
    framework.assertDone("install 100", "start 100", "stop 6", "uninstall 6");
  }

  @Test
  void as_JSON() {
    framework.doings.put("start 100", this::attach);

    assertThat((String) swap("10s", true, "6", "new.jar"))
        .startsWith("{\"id\":100,\"bundle\":\"hosts 2.0.0 (100)\",\"old\":{\"id\":6,")
        .endsWith("\"notes\":[]}");
    assertThat(out.printed()).isEmpty();
  }

  @Test
  void it_waits_for_one_that_registers_after_its_start() throws Exception {
    Thread swapping = new Thread(() -> swap("10s", false, "hosts", "new.jar"), "swap");
    swapping.start();
    await().until(() -> framework.actions.contains("start 100"));
    runtime.registrations.add(fresh);
    await().until(() -> out.printed().contains("is started and not attached yet"));
    assertThat(framework.actions).doesNotContain("stop 6");

    runtime.bindings.add(binding(12, load, fresh));

    swapping.join();
    framework.assertDone("install 100", "start 100", "stop 6", "uninstall 6");
  }

  @Test
  void one_that_all_decline_is_uninstalled_and_the_old_one_stays() {
    framework.doings.put(
        "start 100",
        () -> {
          runtime.registrations.add(fresh);
          runtime.declines.add(
              new DeclineDTO(NOW, FakeRuntime.NPI, "load", "hosts", Side.CLIENT, "an old story"));
          runtime.declines.add(
              new DeclineDTO(
                  NOW.plus(36_500, ChronoUnit.DAYS),
                  FakeRuntime.NPI,
                  "load",
                  "hosts",
                  Side.CLIENT,
                  "too new"));
        });

    assertThatThrownBy(() -> swap("200ms", false, "hosts", "new.jar"))
        .hasToString(
            "hosts 2.0.0 (100) was not attached within 0.2 s: as provider of net.resolver (client"
                + " load declined: too new); it is uninstalled and hosts (6) stays");
    framework.assertDone("install 100", "start 100", "uninstall 100");
  }

  @Test
  void one_that_does_not_start_is_uninstalled_and_the_old_one_stays() {
    framework.doings.put(
        "start 100",
        () -> {
          throw new BundleException("activator", new IOException("port 53 is taken"));
        });

    assertThatThrownBy(() -> swap("10s", false, "hosts", "new.jar"))
        .hasToString(
            "hosts 2.0.0 (100) does not start: port 53 is taken; it is uninstalled and hosts (6)"
                + " stays");
    framework.assertDone("install 100", "start 100", "uninstall 100");
  }

  @Test
  void one_whose_start_does_not_end_is_uninstalled_when_it_does() {
    CountDownLatch started = new CountDownLatch(1);
    framework.doings.put("start 100", started::await);

    assertThatThrownBy(() -> swap("100ms", false, "hosts", "new.jar"))
        .hasToString(
            "hosts 2.0.0 (100) has not started within 0.1 s; it is uninstalled when it has, and"
                + " hosts (6) stays");
    started.countDown();
    await().until(() -> framework.actions.contains("uninstall 100"));
    assertThat(framework.actions).doesNotContain("stop 6");
  }

  @Test
  void one_that_is_attached_by_a_start_that_took_too_long_goes_all_the_same() {
    CountDownLatch started = new CountDownLatch(1);
    framework.doings.put(
        "start 100",
        () -> {
          started.await();
          attach();
        });
    assertThatThrownBy(() -> swap("100ms", false, "hosts", "new.jar"))
        .hasMessageContaining("hosts (6) stays");

    started.countDown();

    await().until(() -> framework.actions.contains("uninstall 100"));
    framework.assertDone("install 100", "start 100", "uninstall 100");
  }

  @Test
  void how_one_ends_that_nobody_looks_at_is_told_to_the_log() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    framework.doings.put(
        "start 100",
        () -> {
          started.await();
          throw new BundleException("activator", new IOException("port 53 is taken"));
        });
    Thread swapping = new Thread(() -> swap("10s", false, "hosts", "new.jar"), "swap");
    swapping.start();
    await().until(() -> framework.actions.contains("start 100"));

    swapping.interrupt();
    swapping.join();
    started.countDown();

    await()
        .untilAsserted(
            () ->
                assertThat(logged)
                    .containsExactly(
                        "the swap to hosts 2.0.0 (100) has failed: hosts 2.0.0 (100) does not"
                            + " start: port 53 is taken; it is uninstalled and hosts (6) stays"));
  }

  @Test
  void the_end_of_the_unload_is_told_to_the_log_where_nobody_looked_at_the_swap() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    framework.doings.put(
        "start 100",
        () -> {
          started.await();
          attach();
        });
    framework.doings.put("stop 6", stopped::await);
    Thread swapping = new Thread(() -> swap("10s", false, "hosts", "new.jar"), "swap");
    swapping.start();
    await().until(() -> framework.actions.contains("start 100"));

    swapping.interrupt();
    swapping.join();
    started.countDown();
    await().until(() -> framework.actions.contains("stop 6"));
    stopped.countDown();

    await().until(() -> !logged.isEmpty());
    assertThat(logged.get(0)).startsWith("the unload of hosts (6) has ended after ");
  }

  @Test
  void a_peer_that_the_new_one_has_not_got_is_told() {
    RegistrationDTO picky = registration(Side.CLIENT, "picky", 0, 9);
    runtime.registrations.add(picky);
    runtime.bindings.add(binding(13, picky, old));
    framework.doings.put("start 100", this::attach);

    assertThat(Texts.of(swap("10s", false, "hosts", "new.jar")))
        .endsWith("\n  client picky (9) of net.resolver is not bound to the new one");
  }

  @Test
  void in_time_it_is_told_of_both_the_attach_and_an_unload_that_takes_longer() {
    framework.doings.put("start 100", this::attach);
    CountDownLatch stopped = new CountDownLatch(1);
    framework.doings.put("stop 6", stopped::await);

    assertThatThrownBy(() -> swap("200ms", false, "hosts", "new.jar"))
        .hasMessageStartingWith("hosts (6) is not unloaded after 0.")
        .hasMessageContaining("the unload goes on");
    assertThat(out.printed()).startsWith("hosts 2.0.0 (100) is attached.\n");
    stopped.countDown();
    await().until(() -> framework.actions.contains("uninstall 6"));
  }

  @Test
  void the_same_name_and_version_twice_is_refused_before_anything_is_done() throws IOException {
    jar("same.jar", "hosts;singleton:=true", "1.0.0");

    assertThatThrownBy(() -> swap("10s", false, "hosts", "same.jar"))
        .hasMessageContaining("same.jar is hosts 1.0.0, as is the bundle 6")
        .hasMessageContaining("another Bundle-Version")
        .hasMessageContaining("org.osgi.framework.bsnversion=multiple");
    assertThat(framework.actions).isEmpty();
    framework.properties.put("org.osgi.framework.bsnversion", "multiple");
    framework.doings.put("start 100", this::attach);
    assertThat(Texts.of(swap("10s", false, "hosts", "same.jar"))).contains("has taken its place.");
  }

  @Test
  void what_is_no_bundle_is_refused_before_anything_is_done() throws IOException {
    Files.writeString(folder.resolve("text.jar"), "no jar");
    jar("plain.jar", null, null);

    assertThatThrownBy(() -> swap("10s", false, "hosts", "none.jar"))
        .hasToString("there is no file " + folder.resolve("none.jar"));
    assertThatThrownBy(() -> swap("10s", false, "hosts", "."))
        .hasToString(folder + " is a folder; the file of a bundle is wanted");
    assertThatThrownBy(() -> swap("10s", false, "hosts", "text.jar"))
        .hasMessageStartingWith(folder.resolve("text.jar") + " is no bundle: ");
    assertThatThrownBy(() -> swap("10s", false, "hosts", "plain.jar"))
        .hasMessageEndingWith("plain.jar is no bundle: its manifest has no symbolic name");
    assertThatThrownBy(() -> swap("10s", false, "hosts"))
        .hasToString("nmr:swap needs FILE; see help nmr:swap");
    assertThatThrownBy(() -> swap("10s", false, "hots", "new.jar"))
        .hasMessageStartingWith("there is no bundle 'hots'");
    assertThatThrownBy(() -> swap("later", false, "hosts", "new.jar"))
        .hasMessageStartingWith("--timeout: 'later' is no duration");
    assertThat(framework.actions).isEmpty();
  }

  private void attach() {
    runtime.registrations.add(fresh);
    runtime.bindings.add(binding(12, load, fresh));
  }

  private Object swap(String timeout, boolean json, String... words) {
    return swap.swap(new FakeSession().in(folder).asSession(), timeout, json, words);
  }

  private void jar(String file, String name, String version) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (name != null) {
      manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
      manifest.getMainAttributes().putValue("Bundle-Version", version);
    }
    try (OutputStream stream = Files.newOutputStream(folder.resolve(file));
        JarOutputStream jar = new JarOutputStream(stream, manifest)) {
      jar.finish();
    }
  }
}
