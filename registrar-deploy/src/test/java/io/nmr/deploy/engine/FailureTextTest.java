package io.nmr.deploy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

/** An activator's exception is a module's object, whose methods are the module's code. */
class FailureTextTest {
  private static final class Mute extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new NoClassDefFoundError("of a module that is unloaded");
    }
  }

  @Test
  void what_the_activator_has_thrown_is_told_and_a_class_where_there_is_no_message() {
    Exception taken = new IOException("port 53 is taken", new BindException("in use"));
    assertThat(FailureText.of(new BundleException("activator", taken)))
        .isEqualTo("port 53 is taken (in use)");
    assertThat(FailureText.of(new BundleException("a", new RuntimeException(taken))))
        .isEqualTo("port 53 is taken (in use)");
    assertThat(FailureText.of(new BundleException("no lock"))).isEqualTo("no lock");
    assertThat(FailureText.of(new Exception(""))).isEqualTo("java.lang.Exception: ");
  }

  @Test
  void a_cause_that_leads_back_to_itself_ends() {
    Exception one = new RuntimeException("");
    one.initCause(new RuntimeException("", one));
    assertThat(FailureText.of(one)).startsWith("java.lang.RuntimeException");
  }

  @Test
  void one_that_fails_to_say_anything_is_told_by_its_class() {
    assertThat(FailureText.of(new Mute())).isEqualTo(Mute.class.getName());
    assertThat(FailureText.of(new BundleException("no", new Mute())))
        .isEqualTo(BundleException.class.getName());
  }
}
