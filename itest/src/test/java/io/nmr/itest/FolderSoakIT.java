package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A provider's jar is replaced in the watched folder again and again under load: at once, copied
 * slowly, broken, or by the next one while the one before is still being deployed. A thousand times
 * with {@code -Dnmr.deploy.replacements=1000}.
 */
class FolderSoakIT {
  private static final int REPLACEMENTS =
      Integer.getInteger("nmr.deploy.replacements", Boolean.getBoolean("nmr.tests.full") ? 60 : 12);
  private static final long SEED = Long.getLong("nmr.deploy.seed", System.nanoTime());
  private static final String JAR = "hosts.jar";
  private static final int THREADS = 2;

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private DeployScene scene;
  private int slow;
  private int broken;
  private int awaited;

  @BeforeEach
  void start() throws Exception {
    scene = DeployScene.withFolder(folder);
    scene.drop(JAR, jar(1));
    scene.watch();
  }

  @AfterEach
  void stop() throws Exception {
    scene.close();
  }

  /** Padded, so that it takes some writes; what is not compressed well, so that it is long. */
  private byte[] jar(int number) throws Exception {
    StringBuilder padding = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      padding.append(Integer.toHexString(random.nextInt()));
    }
    return DeployScene.bytes(
        TestBundle.versioned("hosts", number + ".0.0").withFile("padding", padding.toString()));
  }

  /** In place, as {@code scp} writes; File Install may look in between. */
  private void write(byte[] content) throws Exception {
    try (OutputStream out = Files.newOutputStream(scene.modules().resolve(JAR))) {
      int parts = 2 + random.nextInt(3);
      for (int part = 0; part < parts; part++) {
        int from = content.length * part / parts;
        out.write(content, from, content.length * (part + 1) / parts - from);
        out.flush();
        Thread.sleep(random.nextInt(250));
      }
    }
  }

  private void replace(byte[] content) throws Exception {
    if (random.nextInt(3) == 0) {
      slow++;
      write(content);
    } else {
      scene.drop(JAR, content);
    }
  }

  private byte[] broken(byte[] content) {
    broken++;
    if (random.nextBoolean()) {
      return Arrays.copyOf(content, random.nextInt(content.length));
    }
    byte[] damaged = content.clone();
    int at = content.length / 4 + random.nextInt(content.length / 2);
    for (int i = 0; i < 50; i++) {
      damaged[at + i] ^= 0x55;
    }
    return damaged;
  }

  @Test
  @Timeout(value = 45, unit = TimeUnit.MINUTES)
  void no_call_is_lost_and_the_latest_good_version_runs_at_the_end() throws Exception {
    Module client = scene.client();
    DeployScene.Load load = scene.load(client, THREADS);
    load.awaitAnswers();
    long begin = System.nanoTime();
    int latest = 1;

    for (int number = 2; number <= REPLACEMENTS; number++) {
      byte[] content = jar(number);
      boolean isLast = number == REPLACEMENTS;
      if (!isLast && random.nextInt(4) == 0) {
        replace(broken(content));
        Thread.sleep(random.nextInt(300));
        continue;
      }
      latest = number;
      replace(content);
      if (isLast || random.nextInt(3) > 0) { // or else the next one comes at once
        awaited++;
        scene.awaitRunning("hosts", number + ".0.0 ACTIVE");
      }
      assertThat(load.failures).as("seed %d, replacement %d", SEED, number).isEmpty();
    }

    DeployScene.awaitUntil(scene::isQuiet);
    load.awaitAnswers();
    load.assertNoneFailed();
    assertThat(scene.running("hosts")).containsExactly(latest + ".0.0 ACTIVE");
    assertThat(client.call("")).isEqualTo(latest + ".0.0");
    assertThat(scene.osgi.runtime().bindings()).hasSize(1);
    assertThat(scene.osgi.runtime().pending()).isEmpty();
    System.out.printf(
        "%d replacements in %d s: %d slowly, %d broken, %d awaited; %d versions were called, %d"
            + " calls; seed %d%n",
        REPLACEMENTS,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
        slow,
        broken,
        awaited,
        load.versions.size(),
        load.answers.get(),
        SEED);
  }
}
