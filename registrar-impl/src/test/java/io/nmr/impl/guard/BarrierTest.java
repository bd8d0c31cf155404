package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.nmr.runtime.InvalidSettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The barrier is what it says: the JVM that this runs on takes a safepoint for it. */
class BarrierTest {
  private static final int TIMES = 20;

  @TempDir private Path directory;

  @Test
  void each_pass_is_an_operation_at_a_safepoint() throws Exception {
    assumeFalse(Barrier.IS_NEEDED_ON_ENTRY, "the entries have the fence here");
    assertThat(safepointsWhile(Barrier::pass)).isGreaterThanOrEqualTo(TIMES);
  }

  /** The same question of something that needs none, so that the answer above means something. */
  @Test
  void a_read_of_the_clock_is_none() throws Exception {
    assertThat(safepointsWhile(System::nanoTime)).isLessThan(TIMES);
  }

  private static Barrier.Choice chosen(String name) {
    return Barrier.choose(name, () -> true);
  }

  private static void assertRefused(Barrier.Choice jvm, String framework, String... texts) {
    assertThatThrownBy(() -> Barrier.check(jvm, framework))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("nmr.guard.barrier is '")
        .hasMessageContainingAll(texts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "safepoint", "fence", " fence ", ""})
  void a_kind_is_accepted_by_name(String name) {
    assertThatCode(() -> Barrier.check(chosen(name), null)).doesNotThrowAnyException();
    assertThatCode(() -> Barrier.check(chosen(name), name)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fences", "none", "FENCE"})
  void any_other_is_refused_by_name_wherever_it_is_set(String name) {
    assertRefused(chosen(name), null, "'" + name + "'", "auto, safepoint or fence");
    assertRefused(chosen("auto"), name, "'" + name + "'", "auto, safepoint or fence");
  }

  @Test
  void a_safepoint_that_cannot_be_taken_is_refused_if_it_was_asked_for() {
    Barrier.Choice forced = Barrier.choose("safepoint", () -> false);
    assertThat(forced.kind()).isEqualTo(Barrier.Kind.FENCE);
    assertRefused(forced, null, "'safepoint'", "auto or fence");
    assertThatCode(() -> Barrier.check(Barrier.choose("auto", () -> false), null))
        .doesNotThrowAnyException();
  }

  @Test
  void a_frameworks_property_that_is_another_than_the_jvms_is_refused_with_what_to_do() {
    assertRefused(
        chosen("safepoint"), "fence", "'fence'", "'safepoint'", "-Dnmr.guard.barrier=fence");
    assertRefused(chosen("fence"), "safepoint", "-Dnmr.guard.barrier=safepoint");
  }

  private long safepointsWhile(Runnable operation) throws Exception {
    Path file = directory.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecuteVMOperation").withoutThreshold();
      recording.start();
      for (int time = 0; time < TIMES; time++) {
        operation.run();
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    Files.delete(file);
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("jdk.ExecuteVMOperation"))
        .filter(event -> event.getString("operation").equals("ThreadDump"))
        .filter(event -> event.getBoolean("safepoint"))
        .count();
  }
}
