package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/**
 * File Install, set as in the distribution, changes its mind while a stop that it began is held.
 */
@Timeout(60)
class FileInstallIT {
  private static final Path SETTINGS =
      Path.of("..", "distribution", "src", "main", "nmr", "conf", "config.properties");

  @TempDir Path folder;
  private Osgi osgi;
  private Module provider;
  private Module client;
  private Gate inside;
  private Doing call;

  @BeforeEach
  void start_and_call_and_replace() throws Exception {
    put("1.0.0");
    osgi = Osgi.withRegistrar(settings());
    osgi.installBuilt("org.apache.felix.fileinstall").start();
    Held.awaitUntil(() -> isActive("1.0.0"));
    provider = new Module(osgi, osgi.bundle("provider"));
    client = osgi.startClient("client");
    inside = osgi.outside.holdAt("provider:work x");
    call = client.calling("x");
    inside.awaitInside();
    put("2.0.0");
    Held.assertHeld(osgi.runtime(), provider.bundle());
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private Map<String, String> settings() throws Exception {
    Properties distribution = new Properties();
    try (InputStream file = Files.newInputStream(SETTINGS)) {
      distribution.load(file);
    }
    Map<String, String> settings = new HashMap<>();
    for (String name : distribution.stringPropertyNames()) {
      if (name.startsWith("felix.fileinstall.")) {
        settings.put(name, distribution.getProperty(name));
      }
    }
    settings.put("felix.fileinstall.dir", folder.resolve("modules").toString());
    settings.put("felix.fileinstall.tmpdir", folder.resolve("tmp").toString());
    settings.put("felix.fileinstall.poll", "50");
    return settings;
  }

  private Path jar() {
    return folder.resolve("modules").resolve("provider.jar");
  }

  private void put(String version) throws Exception {
    Path written = folder.resolve("written");
    TestBundle bundle =
        TestBundle.module("provider", "WorkProvider").header("Bundle-Version", version);
    try (InputStream bytes = bundle.open()) {
      Files.copy(bytes, written, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.createDirectories(jar().getParent());
    Files.move(written, jar(), StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean isActive(String version) {
    return Arrays.stream(osgi.context().getBundles())
        .anyMatch(
            each ->
                "provider".equals(each.getSymbolicName())
                    && each.getState() == Bundle.ACTIVE
                    && each.getVersion().toString().equals(version));
  }

  private void assertOthersAreOperable() throws Exception {
    Module other = osgi.startProvider("other");
    assertThat(client.call("#1 y")).isEqualTo("other did y");
    other.bundle().uninstall();
  }

  @Test
  void H2_a_jar_that_is_replaced_while_its_stop_is_held_is_in_the_end_the_latest()
      throws Exception {
    put("3.0.0");
    assertOthersAreOperable();
    assertThat(provider.bundle().getVersion()).hasToString("1.0.0");

    inside.leave();

    assertThat(call.await()).isEqualTo("provider did x");
    Held.awaitUntil(() -> isActive("3.0.0"));
    assertThat(client.call("again")).isEqualTo("provider did again");
    assertThat(osgi.outside.count("provider:unload"))
        .isEqualTo(osgi.outside.count("provider:loaded") - 1);
    assertThat(osgi.runtime().pending()).isEmpty();
  }

  @Test
  void H2_a_jar_that_is_deleted_while_its_stop_is_held_is_in_the_end_gone() throws Exception {
    Files.delete(jar());
    assertOthersAreOperable();
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.STOPPING);

    inside.leave();

    assertThat(call.await()).isEqualTo("provider did x");
    Held.awaitUntil(() -> provider.bundle().getState() == Bundle.UNINSTALLED);
    assertThat(osgi.runtime().registrations())
        .singleElement()
        .satisfies(each -> assertThat(each.get("module")).isEqualTo("client"));
  }
}
