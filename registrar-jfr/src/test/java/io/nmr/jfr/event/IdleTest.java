package io.nmr.jfr.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import jdk.jfr.FlightRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While nothing is recorded, nothing is done. */
@Timeout(60)
class IdleTest {
  /** Tells of every kind of event while nobody records, and then once more while somebody does. */
  static final class Alone {
    private Alone() {}

    public static void main(String[] none) {
      EventTypes types = new EventTypes();
      types.open();
      RuntimeListener listener = types.listener();
      happen(listener);
      System.out.println("in use: " + FlightRecorder.isInitialized());
      System.out.println("types: " + count(FlightRecorder.getFlightRecorder()));
      happen(listener);
      types.close();
      System.out.println("left: " + count(FlightRecorder.getFlightRecorder()));
    }

    private static long count(FlightRecorder recorder) {
      return recorder.getEventTypes().stream()
          .filter(type -> type.getName().startsWith("io.nmr."))
          .count();
    }

    private static void happen(RuntimeListener listener) {
      for (RuntimeEvent.Kind kind : RuntimeEvent.Kind.values()) {
        listener.happened(
            new RuntimeEvent(
                Instant.EPOCH,
                kind,
                "npi",
                1,
                "client",
                "provider",
                Optional.empty(),
                "owner",
                Optional.empty(),
                ""));
      }
    }
  }

  @Test
  void no_event_class_is_loaded_until_the_recorder_is_in_use_and_all_are_there_then()
      throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=/dev/stdout",
                "-cp",
                System.getProperty("java.class.path"),
                Alone.class.getName())
            .redirectErrorStream(true)
            .start();

    String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
    int begin = said.indexOf("in use: false");
    assertThat(begin).as("nobody has put the recorder to use before").isPositive();
    assertThat(said.substring(0, begin))
        .contains("io.nmr.jfr.event.EventTypes ")
        .doesNotContain("io.nmr.jfr.event.AttachEvent ", "io.nmr.jfr.event.HoldEvent ");
    assertThat(said.substring(begin)).contains("types: 6", "left: 0");
  }
}
