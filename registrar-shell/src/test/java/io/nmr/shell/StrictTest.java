package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.shell.text.Screen;
import org.junit.jupiter.api.Test;

/** Which lines give the process a status other than 0. */
class StrictTest {
  private final FakeSession session = new FakeSession();
  private boolean isStopping = true;
  private int ends;
  private final StrictCommand strict = new StrictCommand(() -> isStopping, () -> ends++);

  @Test
  void a_line_that_fails_ends_the_process_with_another_status_when_the_framework_stops() {
    assertThat(strict("on"))
        .isEqualTo("Strict: a line that fails makes the status 1. Failed so far: 0.");
    fail();
    assertThat(strict()).endsWith("Failed so far: 1.");

    strict.close();

    assertThat(ends).isEqualTo(1);
  }

  @Test
  void a_bundle_that_is_stopped_alone_ends_nothing() {
    isStopping = false;
    strict("on");
    fail();

    strict.close();

    assertThat(ends).isZero();
  }

  @Test
  void lines_that_fail_before_it_is_on_do_not_count_nor_those_that_off_has_forgotten() {
    fail();
    strict("on");
    strict.afterExecute(session.asSession(), "a line", new Object());
    strict.close();
    assertThat(ends).isZero();

    fail();
    assertThat(strict("off")).isEqualTo("Not strict: the status is 0 whatever fails.");
    strict("on");
    strict.close();
    assertThat(ends).isZero();
  }

  @Test
  void for_scripts() {
    assertThat(strict.strict(true, "on")).isEqualTo("{\"isOn\":true,\"failed\":0}");
  }

  private void fail() {
    strict.afterExecute(session.asSession(), "a line", new IllegalStateException("why"));
  }

  private String strict(String... words) {
    return ((StrictCommand.Result) strict.strict(false, words)).show(Screen.PLAIN);
  }
}
