package io.nmr.itest.distribution;

import java.nio.file.Files;
import java.nio.file.Path;
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
}
