package io.nmr.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import org.junit.jupiter.api.Test;

class MessageTest {
  private enum Messages implements Message {
    NO_NAMES("nothing differs"),
    TWO_NAMES("operation {id}, by {face}: done");

    private final String text;

    Messages(String text) {
      this.text = text;
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String text() {
      return text;
    }
  }

  @Test
  void arguments_take_the_places_of_the_names_in_order() {
    assertThat(Messages.NO_NAMES.line()).isEqualTo("nothing differs");
    assertThat(Messages.TWO_NAMES.line(7, "{id} %s")).isEqualTo("operation 7, by {id} %s: done");
    assertThat(Messages.TWO_NAMES.line(null, "shell")).isEqualTo("operation null, by shell: done");
  }

  @Test
  void a_line_is_one_printable_line_whatever_the_arguments_are() {
    assertThat(Messages.TWO_NAMES.line("one\r\n two", "\u001b[2J"))
        .isEqualTo("operation one | two, by \\u001b[2J: done");
  }
}
