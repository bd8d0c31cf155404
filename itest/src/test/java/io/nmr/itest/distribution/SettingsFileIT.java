package io.nmr.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The settings as a file of the distribution that is written while it runs. */
@Tag("distribution")
@Timeout(90)
class SettingsFileIT {
  private final Jdk jdk = Jdk.running();
  @TempDir Path folder;
  private Nmr nmr;

  @AfterEach
  void destroy() {
    if (nmr != null) {
      nmr.close();
    }
  }

  @Test
  void a_file_of_settings_applies_when_it_is_saved_and_no_more_when_it_is_deleted()
      throws Exception {
    nmr = Nmr.start(jdk, folder, "-Dnmr.hold.warn=7s");
    Path file = nmr.modules.folder().resolve("io.nmr.registrar.cfg");
    String rule = "(bundle=io.nmr.sample.hosts) policy=abandon deadline=1m";

    Files.writeString(file, "nmr.hold.warn = 300ms\nnmr.hold.rules = " + rule + "\n");
    nmr.err.await(
        "settings changed: nmr\\.hold\\.warn=300ms \\(was 7s\\), nmr\\.hold\\.rules=\\(bu");
    Files.writeString(file, "nmr.hold.warn = soon and more\n");
    nmr.err.await("nmr\\.hold\\.warn is 'soon and more'; give a duration");
    Files.delete(file);
    nmr.err.await(
        "settings changed: nmr\\.hold\\.warn=7s \\(was 300ms\\), nmr\\.hold\\.rules=none");
  }

  @Test
  void a_setting_at_the_prompt_ends_a_stop_that_waits_and_lasts_until_the_file_changes()
      throws Exception {
    nmr = Nmr.start(jdk, folder);
    Path file = nmr.modules.folder().resolve("io.nmr.registrar.cfg");
    Files.writeString(file, "nmr.hold.warn = 3s\n");
    nmr.err.await("settings changed: nmr\\.hold\\.warn=3s");
    nmr.run("sample:load start 2 600000");
    nmr.run("nmr:unload io.nmr.sample.hosts --timeout 200ms");

    String printed =
        nmr.run("nmr:set nmr.hold.rules '(bundle=io.nmr.sample.hosts) policy=abandon deadline=1s'");

    assertThat(printed.strip())
        .isEqualTo(
            "nmr.hold.rules=(bundle=io.nmr.sample.hosts) policy=abandon deadline=1s (was none),"
                + " until the file io.nmr.registrar.cfg changes or the framework starts anew.");
    nmr.err.await("operation \\d+, by shell: unloaded io\\.nmr\\.sample\\.hosts ");
    assertThat(nmr.run("nmr:set nmr.hold.warn soon"))
        .contains("nmr.hold.warn is 'soon'; give a duration such as");
    assertThat(nmr.run("nmr:set nmr.hold.wran 1s"))
        .contains("nmr.hold.wran is no setting; did you mean nmr.hold.warn?");
    assertThat(nmr.run("nmr:set nmr.hold.warn --default")).contains("nmr.hold.warn=5s (was 3s)");
    Files.writeString(file, "nmr.hold.warn = 4s\n");
    nmr.err.await("nmr\\.hold\\.warn=4s \\(was 5s\\), nmr\\.hold\\.rules=none");
    nmr.run("sample:load stop");
  }

  @Test
  void a_file_a_name_and_a_property_with_a_slip_are_told_with_what_was_meant() throws Exception {
    nmr = Nmr.start(jdk, folder, "-Dnmr.metrics.prt=0");
    nmr.err.await(
        "nothing reads the property nmr\\.metrics\\.prt; did you mean nmr\\.metrics\\.port");

    Path modules = nmr.modules.folder();
    Files.writeString(modules.resolve("io.nmr.registar.cfg"), "nmr.hold.warn = 1s\n");
    nmr.err.await(
        "nothing reads the configuration io\\.nmr\\.registar; did you mean io\\.nmr\\.registrar");
    Path file = modules.resolve("io.nmr.registrar.cfg");
    Files.writeString(file, "nmr.metrics.prt = 0\n");
    nmr.err.await("nmr\\.metrics\\.prt is no setting; did you mean nmr\\.metrics\\.port");
    Files.writeString(file, "hold.warn = 2s\nnmr.hold.warn = 3s\n");
    nmr.err.await(
        "nothing reads hold\\.warn in the configuration .*; did you mean nmr\\.hold\\.warn");
    nmr.err.await("settings changed: nmr\\.hold\\.warn=3s");
  }

  /**
   * A file is read when two looks have found it the same, and it may have been saved just after
   * one.
   */
  @Test
  void a_saved_file_is_read_within_a_second() throws Exception {
    Path conf = Path.of(System.getProperty("itest.distribution"), "conf/config.properties");
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(conf)) {
      properties.load(reader);
    }
    assertThat(Integer.parseInt(properties.getProperty("felix.fileinstall.poll")) * 3)
        .isLessThanOrEqualTo(1000);
  }
}
