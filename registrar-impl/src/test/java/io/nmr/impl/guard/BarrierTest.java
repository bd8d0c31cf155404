package io.nmr.impl.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
