package io.nmr.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a script learns of a line that fails: the status of the process, and JSON. */
@Tag("full")
@Tag("distribution")
@Timeout(90)
class StrictIT {
  private final Jdk jdk = Jdk.running();
  @TempDir Path folder;
  private Nmr nmr;

  @BeforeEach
  void start() throws Exception {
    nmr = Nmr.start(jdk, folder);
  }

  @AfterEach
  void destroy() {
    if (nmr != null) {
      nmr.close();
    }
  }

  @Test
  void a_line_that_fails_makes_the_status_1_at_the_end_of_the_input() throws Exception {
    nmr.run("nmr:strict on");
    nmr.run("nmr:binding 4711");

    assertThat(nmr.endOfInput()).isEqualTo(1);
    assertThat(nmr.err.lines()).isEmpty();
  }

  @Test
  void by_exit_without_a_number_too_and_a_command_that_there_is_not_counts() throws Exception {
    nmr.run("nmr:strict on");
    nmr.run("nmr:nothing");

    assertThat(nmr.endBy("exit")).isEqualTo(1);
  }

  @Test
  void a_number_behind_exit_is_the_status() throws Exception {
    nmr.run("nmr:strict on");
    nmr.run("nmr:binding 4711");

    assertThat(nmr.endBy("exit 0")).isZero();
  }

  @Test
  void what_a_script_catches_is_no_failure() throws Exception {
    nmr.run("nmr:binding 4711");
    nmr.run("nmr:strict on");
    assertThat(nmr.run("try { nmr:binding 4711 } { echo caught }")).contains("caught");

    assertThat(nmr.endOfInput()).isZero();
  }

  @Test
  void without_it_the_status_is_0_whatever_fails() throws Exception {
    nmr.run("nmr:binding 4711");

    assertThat(nmr.endOfInput()).isZero();
  }

  @Test
  void a_command_that_fails_prints_an_object_where_it_was_asked_for_json() throws Exception {
    JsonObject printed =
        JsonParser.parseString(nmr.run("nmr:unload nobody --json")).getAsJsonObject();

    JsonObject error = printed.getAsJsonObject("error");
    assertThat(error.get("command").getAsString()).isEqualTo("nmr:unload");
    assertThat(error.get("message").getAsString()).contains("there is no bundle 'nobody'");
    assertThat(nmr.run("$exception message").strip()).startsWith("there is no bundle 'nobody'");
  }
}
