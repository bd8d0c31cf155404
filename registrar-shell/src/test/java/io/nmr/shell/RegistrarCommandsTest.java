package io.nmr.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrarCommandsTest {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void readWhatIsPrinted() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void printAgain() {
    System.setOut(before);
  }

  @Test
  void bindings_asks_the_registrar_of_the_moment() {
    new RegistrarCommands(() -> Optional.of(new FakeRuntime())).bindings();

    assertThat(printed).asString().isEqualTo("No bindings: no module is registered.\n");
  }

  @Test
  void without_a_registrar_it_says_which_bundle_to_start() {
    new RegistrarCommands(Optional::empty).bindings();

    assertThat(printed).asString().contains("io.nmr.registrar").containsOnlyOnce("\n");
  }
}
