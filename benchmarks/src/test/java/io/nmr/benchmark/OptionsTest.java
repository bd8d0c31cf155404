package io.nmr.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Scale;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void everything_is_measured_in_full_unless_asked_otherwise() {
    assertThat(Options.parse())
        .isEqualTo(new Options(Scale.FULL, EnumSet.allOf(Group.class), false));
  }

  @Test
  void options_go_together() {
    Options options = Options.parse("--only", "swap,call", "--quick", "--threads", "1,4");

    assertThat(options.groups()).containsExactly(Group.CALL, Group.SWAP);
    assertThat(options.scale().name()).isEqualTo("quick");
    assertThat(options.scale().calls().threads()).containsExactly(1, 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fast | unknown option --fast",
        "--only | --only needs a value",
        "--only calls | --only takes some of call,attach,unload,swap, not 'calls'",
        "--threads 0 | --threads takes numbers such as 1,2,8, not '0'",
        "--threads 1,,2 | --threads takes numbers such as 1,2,8, not ''",
        "--publish --only call | --publish needs every group; leave out --only",
      })
  void a_bad_option_is_named(String line, String message) {
    assertThatThrownBy(() -> Options.parse(line.split(" ")))
        .isInstanceOf(Options.BadOptionException.class)
        .hasMessage(message);
  }
}
