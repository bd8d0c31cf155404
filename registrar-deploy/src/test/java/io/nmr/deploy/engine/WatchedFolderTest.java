package io.nmr.deploy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;

@Timeout(60)
class WatchedFolderTest {
  @RegisterExtension final Scene scene = new Scene();

  private final FakeFramework framework = scene.framework;
  private final CountDownLatch held = new CountDownLatch(1);
  private WatchedFolder folder;
  private Path file;

  @BeforeEach
  void a_folder() throws Exception {
    folder = WatchedFolder.open(framework.context(), scene.engine(), scene.log());
    file = scene.folder().resolve("hosts.jar");
  }

  private void put(String version, String... headers) throws Exception {
    Path made = scene.hosts("made", version, headers);
    Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private void install() {
    folder.install(file.toFile());
  }

  /**
   * Waits until no operation is under way and the folder has been told of each end: it may begin
   * another operation then, on the thread of the one that has ended.
   */
  private static void awaitEnds() {
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(it -> it.getName().startsWith("nmr-deploy ")));
  }

  private List<String> warnings() {
    return scene.logged.stream().filter(it -> it.startsWith("WARNING ")).toList();
  }

  private void deployFirst() throws Exception {
    put("1.0.0");
    install();
    awaitEnds();
    framework.assertDone("install 100", "start 100");
  }

  @Test
  void a_jar_is_deployed_replaced_and_unloaded() throws Exception {
    deployFirst();
    put("2.0.0");
    folder.update(file.toFile());
    awaitEnds();
    folder.uninstall(file.toFile());
    awaitEnds();

    framework.assertDone(
        "install 100",
        "start 100",
        "install 101",
        "start 101",
        "stop 100",
        "uninstall 100",
        "stop 101",
        "uninstall 101");
    assertThat(scene.copies()).isEmpty();
    assertThat(scene.logged).hasSize(3).allMatch(it -> it.startsWith("INFO "));
  }

  @Test
  void only_jars_are_handled() {
    assertThat(folder.canHandle(file.toFile())).isTrue();
    assertThat(folder.canHandle(scene.folder().resolve("x.cfg").toFile())).isFalse();
  }

  @Test
  void a_bad_file_leaves_what_runs_and_is_told_each_time_that_it_changes() throws Exception {
    deployFirst();
    Files.writeString(file, "no jar");
    folder.update(file.toFile());
    folder.update(file.toFile());

    assertThat(warnings())
        .hasSize(2)
        .allSatisfy(
            it ->
                assertThat(it)
                    .startsWith("WARNING " + file + " is not deployed: it is no complete jar: ")
                    .endsWith(
                        "; hosts 1.0.0 (100) stays as it is; the file is tried again when it"
                            + " changes"));
    framework.assertDone("install 100", "start 100");
  }

  @Test
  void what_lacks_something_is_tried_when_others_come_and_refused_once() throws Exception {
    put("1.0.0", "Test-Missing", "x");
    install();
    awaitEnds();
    for (int i = 0; i < 3; i++) {
      scene.done(Request.deploy(scene.jar("o" + i + ".jar", "Bundle-SymbolicName", "o" + i)));
      awaitEnds();
    }
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("hosts 1.0.0 in " + file + " cannot be resolved");

    framework.hasMissing = true;
    scene.done(Request.deploy(scene.jar("x.jar", "Bundle-SymbolicName", "x")));
    awaitEnds();

    assertThat(framework.context().getBundles())
        .anySatisfy(
            it -> {
              assertThat(it.getSymbolicName()).isEqualTo("hosts");
              assertThat(it.getState()).isEqualTo(Bundle.ACTIVE);
            });
    assertThat(warnings()).hasSize(1);
  }

  /** The other bundle comes after the first one was found to lack it, and before that fails. */
  @Test
  void what_comes_at_the_last_moment_is_not_missed() throws Exception {
    put("1.0.0", "Test-Missing", "x");
    framework.doings.put(
        "uninstall 100",
        () -> {
          framework.hasMissing = true;
          scene.done(Request.deploy(scene.jar("x.jar", "Bundle-SymbolicName", "x")));
        });

    install();

    await()
        .until(
            () ->
                List.of(framework.context().getBundles()).stream()
                    .anyMatch(
                        it ->
                            it.getSymbolicName().equals("hosts")
                                && it.getState() == Bundle.ACTIVE));
  }

  @Test
  void of_three_quick_ones_the_latest_is_deployed_and_those_that_wait_are_not() throws Exception {
    deployFirst();
    framework.doings.put("stop 100", held::await);
    put("1.0.0", "Some-Header", "stop first, for the version is the same");
    install();
    await().until(() -> framework.actions.contains("stop 100"));
    for (String each : List.of("2.0.0", "3.0.0", "4.0.0")) {
      put(each);
      install();
    }
    held.countDown();
    awaitEnds();

    assertThat(framework.actions).endsWith("stop 100", "uninstall 100");
    assertThat(framework.actions.stream().filter(it -> it.startsWith("update"))).hasSize(1);
    assertThat(scene.engine().operations())
        .extracting(OperationSnapshot::state)
        .containsExactly(State.DONE, State.DONE, State.CANCELLED, State.CANCELLED, State.DONE);
    assertThat(scene.engine().operations().get(2).notes())
        .containsExactly("operation 4 on the same file came after it");
    assertThat(scene.engine().operations().get(4).newBundle().orElse("")).startsWith("hosts 4.0.0");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void a_file_that_is_back_at_once_is_put_in_the_place_of_what_runs() throws Exception {
    deployFirst();
    folder.uninstall(file.toFile());
    put("2.0.0");
    install();
    awaitEnds();

    framework.assertDone(
        "install 100", "start 100", "install 101", "start 101", "stop 100", "uninstall 100");
  }

  @Test
  void a_file_that_is_back_during_its_held_unload_is_deployed_when_that_is_over() throws Exception {
    deployFirst();
    framework.doings.put("stop 100", held::await);
    folder.uninstall(file.toFile());
    await().until(() -> framework.actions.contains("stop 100"));
    framework.put(100, Bundle.STOPPING);
    install();
    await()
        .until(() -> scene.engine().operations().get(2).step().equals("waiting for operation 2"));

    held.countDown();
    awaitEnds();

    framework.assertDone(
        "install 100", "start 100", "stop 100", "uninstall 100", "install 101", "start 101");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void a_file_that_has_got_another_name_replaces_itself() throws Exception {
    deployFirst();
    Path renamed = scene.hosts("renamed.jar", "2.0.0");
    folder.uninstall(file.toFile());
    folder.install(renamed.toFile());
    awaitEnds();
    framework.assertDone(
        "install 100", "start 100", "install 101", "start 101", "stop 100", "uninstall 100");
    assertThat(scene.logged).anyMatch(it -> it.contains("hosts.jar is gone"));

    put("3.0.0"); // the first name again, with another bundle
    install();
    awaitEnds();
    assertThat(framework.actions).endsWith("install 102", "start 102");
  }

  /** The bundle's location is still the URL of the first file. */
  @Test
  void the_first_name_of_a_file_that_was_updated_in_place_is_free() throws Exception {
    deployFirst();
    Path renamed = scene.hosts("renamed.jar", "1.0.0", "Some-Header", "x");
    folder.uninstall(file.toFile());
    folder.install(renamed.toFile());
    awaitEnds();
    assertThat(framework.actions).endsWith("stop 100", "update 100 to 1.0.0", "start 100");

    put("3.0.0");
    install();
    awaitEnds();

    assertThat(framework.actions).endsWith("install 102", "start 102");
  }

  @Test
  void a_bundle_that_was_unloaded_by_hand_is_deployed_anew_when_its_file_changes()
      throws Exception {
    deployFirst();
    scene.done(Request.unload(100));
    put("2.0.0");
    folder.update(file.toFile());
    awaitEnds();

    assertThat(framework.actions).endsWith("uninstall 100", "install 101", "start 101");
  }

  @Test
  void a_swap_by_hand_says_that_the_file_is_another_version_and_a_change_of_that_replaces_it()
      throws Exception {
    deployFirst();
    Path other = scene.hosts("elsewhere", "1.5.0");

    assertThat(scene.done(Request.swap(100, other)).notes())
        .containsExactly(
            file + " is another version: it is deployed when it changes, or at the next start");
    put("2.0.0");
    folder.update(file.toFile());
    awaitEnds();

    assertThat(framework.actions).endsWith("install 102", "start 102", "stop 101", "uninstall 101");
  }

  @Test
  void the_same_bytes_again_change_nothing() throws Exception {
    deployFirst();
    folder.update(file.toFile());
    awaitEnds();

    framework.assertDone("install 100", "start 100");
    assertThat(scene.logged).anyMatch(it -> it.contains("left hosts (100) as it is"));
  }

  @Test
  void the_removal_of_what_was_never_deployed_is_no_failure() throws Exception {
    Files.writeString(file, "no jar");
    install();
    folder.uninstall(file.toFile());
    awaitEnds();

    assertThat(warnings()).hasSize(1);
    assertThat(scene.logged).anyMatch(it -> it.contains("hosts.jar is gone in"));
  }

  @Test
  void one_file_that_is_held_holds_up_no_other() throws Exception {
    deployFirst();
    framework.doings.put("stop 100", held::await);
    folder.uninstall(file.toFile());
    await().until(() -> framework.actions.contains("stop 100"));

    Path other = scene.jar("other.jar", "Bundle-SymbolicName", "other");
    folder.install(other.toFile());

    await().until(() -> framework.actions.contains("start 101"));
    held.countDown();
    awaitEnds();
  }
}
