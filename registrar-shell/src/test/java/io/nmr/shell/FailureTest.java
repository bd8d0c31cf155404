package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An activator's exception is a module's object, so its text comes from the module's code. */
class FailureTest {
  private static final class Mute extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new NoClassDefFoundError("of a module that is unloaded");
    }
  }

  @Test
  void the_innermost_message_is_told_and_a_class_where_there_is_none() {
    assertThat(Command.failure(new Exception("outer", new Exception("inner")))).isEqualTo("inner");
    assertThat(Command.failure(new Exception(""))).isEqualTo("java.lang.Exception: ");
  }

  @Test
  void one_that_fails_to_say_anything_is_told_by_its_class() {
    assertThat(Command.failure(new Mute())).isEqualTo(Mute.class.getName());
    assertThat(Command.failure(new IllegalStateException("no", new Mute())))
        .isEqualTo(IllegalStateException.class.getName());
  }
}
