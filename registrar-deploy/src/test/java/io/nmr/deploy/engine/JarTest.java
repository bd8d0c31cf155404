package io.nmr.deploy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class JarTest {
  @RegisterExtension final Scene scene = new Scene();

  @AfterEach
  void nothing_was_touched_or_left() throws Exception {
    assertThat(scene.framework.actions).isEmpty();
    assertThat(scene.engine().operations()).isEmpty();
    assertThat(scene.copies()).isEmpty();
  }

  private void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> scene.begin(Request.deploy(file)))
        .isInstanceOf(DeployException.class)
        .hasMessageStartingWith(message);
    assertThatThrownBy(() -> scene.engine().preview(Request.deploy(file)))
        .isInstanceOf(DeployException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void what_is_in_the_manifest() throws Exception {
    Path file =
        scene.jar(
            "some.jar",
            "Bundle-SymbolicName",
            "hosts; singleton := \"true\"",
            "Bundle-Version",
            "2.1",
            "Nmr-Deploy",
            " stop-first");

    try (Jar jar = Jar.of(file, scene.folder().resolve("copies"))) {
      assertThat(jar.nameAndVersion()).isEqualTo("hosts 2.1.0");
      assertThat(jar.isSingleton()).isTrue();
      assertThat(jar.isStopFirst()).isTrue();
      assertThat(jar.isFragment()).isFalse();
      assertThat(Files.mismatch(file, jar.copy())).isEqualTo(-1);
    }
  }

  @Test
  void a_truncated_one() throws Exception {
    Path file = scene.hosts("cut.jar", "2.0.0");
    byte[] all = Files.readAllBytes(file);
    for (int length : new int[] {0, 1, all.length / 3, all.length - 30, all.length - 1}) {
      Files.write(file, Arrays.copyOf(all, length));
      assertRefused(file, file + " is no complete jar: ");
    }
  }

  @Test
  void a_damaged_entry() throws Exception {
    Path file = scene.hosts("damaged.jar", "2.0.0");
    byte[] all = Files.readAllBytes(file);
    int entry = new String(all, "ISO-8859-1").indexOf("some/Thing.class");
    all[entry + 25] ^= 0x55; // in the compressed content
    Files.write(file, all);

    assertRefused(file, file + " is no complete jar: ");
  }

  @Test
  void what_is_no_bundle() throws Exception {
    Path text = Files.writeString(scene.folder().resolve("text.jar"), "no jar");

    assertRefused(text, text + " is no complete jar: ");
    Path plain = scene.jar("plain.jar");
    assertRefused(plain, plain + " is no bundle: its manifest has no symbolic name");
    Path version = scene.hosts("version.jar", "two");
    assertRefused(version, version + " is no bundle: ");
    Path empty = scene.folder().resolve("empty.jar");
    try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(empty))) {
      zip.putNextEntry(new java.util.zip.ZipEntry("a"));
      zip.closeEntry();
    }
    assertRefused(empty, empty + " is no bundle: its manifest has no symbolic name");
  }

  @Test
  void what_is_no_file() {
    assertRefused(scene.folder(), scene.folder() + " is a folder; the file of a bundle is wanted");
    Path none = scene.folder().resolve("none.jar");
    assertRefused(none, "there is no file " + none);
  }

  @Test
  void a_manner_that_there_is_not() throws Exception {
    Path file = scene.hosts("manner.jar", "2.0.0", "Nmr-Deploy", "at once");

    assertRefused(
        file, file + " has Nmr-Deploy: at once in its manifest; the one value is stop-first");
  }

  private String refusal(Path file) {
    try {
      return "begun " + scene.begin(Request.deploy(file)).now();
    } catch (DeployException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  /** Another refusal is possible as well: the written file is no jar, also while nobody writes. */
  @Test
  void one_that_is_being_written() throws Exception {
    Path file = scene.hosts("written.jar", "2.0.0");
    Files.write(file, new byte[8 << 20]);
    AtomicBoolean isOver = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              try (var out = Files.newOutputStream(file, java.nio.file.StandardOpenOption.APPEND)) {
                while (!isOver.get()) {
                  out.write(new byte[16]);
                  out.flush();
                }
              } catch (java.io.IOException failed) {
                throw new java.io.UncheckedIOException(failed);
              }
            });
    writer.start();
    try {
      await().until(() -> refusal(file).equals(file + " is still being written"));
    } finally {
      isOver.set(true);
      writer.join();
    }
  }
}
