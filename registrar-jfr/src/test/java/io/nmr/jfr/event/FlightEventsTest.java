package io.nmr.jfr.event;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DURATION;

import io.nmr.Side;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeEvent.Kind;
import io.nmr.runtime.RuntimeListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares a recording with the events that the registrar has told. */
@Timeout(60)
class FlightEventsTest {
  private static final String BUNDLE = "com.example.client (7)";
  private static final Duration TOOK = Duration.ofMillis(1_234);

  private final EventTypes types = new EventTypes();
  private final RuntimeListener events = types.listener();
  @TempDir Path folder;

  @BeforeEach
  void open() {
    types.open();
  }

  @AfterEach
  void close() {
    types.close();
  }

  private static RuntimeEvent event(Kind kind, String detail) {
    return event(kind, 42, detail);
  }

  private static RuntimeEvent event(Kind kind, long bindingId, String detail) {
    boolean isHold = kind.name().startsWith("HOLD");
    boolean isOver = kind == Kind.DETACHED || kind == Kind.HOLD_ENDED;
    return new RuntimeEvent(
        Instant.now(),
        kind,
        isHold ? "" : "com.example.npi",
        isHold ? 0 : bindingId,
        isHold ? "" : "client-module",
        isHold ? "" : "provider-module#2",
        isHold ? Optional.empty() : Optional.of(Side.CLIENT),
        BUNDLE,
        isOver ? Optional.of(TOOK) : Optional.empty(),
        detail);
  }

  private void happened(Kind kind, String detail) {
    events.happened(event(kind, detail));
  }

  private List<RecordedEvent> read(Recording recording) throws Exception {
    Path file = folder.resolve("recording.jfr");
    Files.deleteIfExists(file);
    recording.stop();
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("io.nmr."))
        .toList();
  }

  private static void assertIsAboutTheBinding(RecordedEvent event) {
    assertThat(event.getString("npi")).isEqualTo("com.example.npi");
    assertThat(event.getLong("bindingId")).isEqualTo(42);
    assertThat(event.getString("client")).isEqualTo("client-module");
    assertThat(event.getString("provider")).isEqualTo("provider-module#2");
  }

  private static void assertIsOfTheClient(RecordedEvent event) {
    assertThat(event.getString("side")).isEqualTo("CLIENT");
    assertThat(event.getString("owner")).isEqualTo(BUNDLE);
  }

  private RecordedEvent theOne(String name, Kind kind, String detail) throws Exception {
    try (Recording recording = new Recording()) {
      recording.start();
      happened(kind, detail);
      List<RecordedEvent> read = read(recording);
      assertThat(read).hasSize(1);
      assertThat(read.get(0).getEventType().getName()).isEqualTo(name);
      return read.get(0);
    }
  }

  @Test
  void an_attach_says_who_is_bound_to_whom() throws Exception {
    RecordedEvent event = theOne("io.nmr.Attach", Kind.ATTACHED, "");

    assertIsAboutTheBinding(event);
  }

  @Test
  void a_decline_has_the_reason() throws Exception {
    RecordedEvent event = theOne("io.nmr.Decline", Kind.DECLINED, "too \"old\"\n");

    assertIsAboutTheBinding(event);
    assertIsOfTheClient(event);
    assertThat(event.getString("reason")).isEqualTo("too \"old\"\n");
  }

  @Test
  void a_refused_call_has_the_cause_and_the_callers_stack() throws Exception {
    RecordedEvent event = theOne("io.nmr.RefusedCall", Kind.REFUSED, "PROVIDER_DEREGISTERED");

    assertIsAboutTheBinding(event);
    assertIsOfTheClient(event);
    assertThat(event.getString("cause")).isEqualTo("PROVIDER_DEREGISTERED");
    assertThat(event.getStackTrace().getFrames())
        .anySatisfy(
            frame ->
                assertThat(frame.getMethod().getType().getName()).isEqualTo(getClass().getName()));
  }

  @Test
  void a_callback_failure_says_which_callback_and_what_it_threw() throws Exception {
    RecordedEvent event =
        theOne("io.nmr.CallbackFailure", Kind.CALLBACK_FAILED, "detach: java.lang.Error: no");

    assertIsAboutTheBinding(event);
    assertIsOfTheClient(event);
    assertThat(event.getString("failure")).isEqualTo("detach: java.lang.Error: no");
  }

  @Test
  void a_detach_lasts_from_its_beginning_to_its_end() throws Exception {
    try (Recording recording = new Recording()) {
      recording.start();
      happened(Kind.DETACHING, "CLIENT_DEREGISTERED");
      Duration passed = letTimePass();
      happened(Kind.DETACHED, "CLIENT_DEREGISTERED");

      RecordedEvent event = read(recording).get(0);

      assertThat(event.getEventType().getName()).isEqualTo("io.nmr.Detach");
      assertIsAboutTheBinding(event);
      assertThat(event.getString("cause")).isEqualTo("CLIENT_DEREGISTERED");
      assertThat(event.getDuration()).isGreaterThanOrEqualTo(passed);
      assertThat(event.getDuration("took")).isEqualTo(TOOK);
    }
  }

  @Test
  void a_hold_lasts_from_its_beginning_to_its_end() throws Exception {
    try (Recording recording = new Recording()) {
      recording.start();
      happened(Kind.HOLD_BEGUN, "");
      Duration passed = letTimePass();
      happened(Kind.HOLD_ENDED, "");

      RecordedEvent event = read(recording).get(0);

      assertThat(event.getEventType().getName()).isEqualTo("io.nmr.Hold");
      assertThat(event.getString("owner")).isEqualTo(BUNDLE);
      assertThat(event.getThread().getJavaName()).isEqualTo(Thread.currentThread().getName());
      assertThat(event.getDuration()).isGreaterThanOrEqualTo(passed);
      assertThat(event.getDuration("took")).isEqualTo(TOOK);
    }
  }

  @Test
  void two_detaches_at_once_are_told_apart() throws Exception {
    try (Recording recording = new Recording()) {
      recording.start();
      events.happened(event(Kind.DETACHING, 42, ""));
      Duration passed = letTimePass();
      events.happened(event(Kind.DETACHING, 43, ""));
      events.happened(event(Kind.DETACHED, 43, ""));
      events.happened(event(Kind.DETACHED, 42, ""));

      assertThat(read(recording))
          .hasSize(2)
          .filteredOn(event -> event.getLong("bindingId") == 42)
          .singleElement()
          .extracting(RecordedEvent::getDuration, as(DURATION))
          .isGreaterThanOrEqualTo(passed);
    }
  }

  @Test
  void two_holds_at_once_are_told_apart() throws Exception {
    try (Recording recording = new Recording()) {
      recording.start();
      happened(Kind.HOLD_BEGUN, "");
      Duration passed = letTimePass();
      Thread other =
          new Thread(
              () -> {
                happened(Kind.HOLD_BEGUN, "");
                happened(Kind.HOLD_ENDED, "");
              });
      other.start();
      other.join();
      happened(Kind.HOLD_ENDED, "");

      assertThat(read(recording))
          .hasSize(2)
          .filteredOn(
              event -> event.getThread().getJavaThreadId() == Thread.currentThread().getId())
          .singleElement()
          .extracting(RecordedEvent::getDuration, as(DURATION))
          .isGreaterThanOrEqualTo(passed);
    }
  }

  /** A module may have a thread class whose methods throw. */
  @Test
  void a_hold_on_a_thread_whose_hash_code_throws_is_recorded_like_any_other() throws Exception {
    try (Recording recording = new Recording()) {
      recording.start();
      Thread hostile =
          new Thread(
              () -> {
                happened(Kind.HOLD_BEGUN, "");
                happened(Kind.HOLD_ENDED, "");
              },
              "hostile") {
            @Override
            public int hashCode() {
              throw new IllegalStateException("on purpose");
            }
          };
      hostile.start();
      hostile.join();

      assertThat(read(recording))
          .singleElement()
          .satisfies(event -> assertThat(event.getThread().getJavaName()).isEqualTo("hostile"));
    }
  }

  /** Lets at least the returned time pass. */
  private static Duration letTimePass() {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < 5_000_000) {
      LockSupport.parkNanos(1_000_000);
    }
    return Duration.ofMillis(4); // a little less, because the recorder has a clock of its own
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_began_before_the_recording_still_tells_how_long_it_took(boolean isBeginHeard)
      throws Exception {
    if (isBeginHeard) {
      happened(Kind.HOLD_BEGUN, "");
      happened(Kind.DETACHING, "");
    }
    try (Recording recording = new Recording()) {
      recording.start();
      happened(Kind.DETACHED, "");
      happened(Kind.HOLD_ENDED, "");

      assertThat(read(recording))
          .hasSize(2)
          .allSatisfy(event -> assertThat(event.getDuration("took")).isEqualTo(TOOK));
    }
  }

  @Test
  void an_event_that_is_switched_off_is_not_recorded() throws Exception {
    try (Recording recording = new Recording()) {
      recording.disable("io.nmr.Attach");
      recording.start();
      happened(Kind.ATTACHED, "");
      happened(Kind.DECLINED, "");

      assertThat(read(recording))
          .extracting(event -> event.getEventType().getName())
          .containsExactly("io.nmr.Decline");
    }
  }

  @Test
  void every_event_and_every_field_of_it_is_explained() {
    List<EventType> known =
        FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .filter(type -> type.getName().startsWith("io.nmr."))
            .toList();

    assertThat(known)
        .extracting(EventType::getName)
        .containsExactlyInAnyOrder(
            "io.nmr.Attach",
            "io.nmr.Decline",
            "io.nmr.Detach",
            "io.nmr.Hold",
            "io.nmr.RefusedCall",
            "io.nmr.CallbackFailure");
    for (EventType type : known) {
      assertThat(type.getCategoryNames()).containsExactly("Network Module Registrar");
      assertThat(type.getLabel()).as(type.getName()).isNotBlank();
      assertThat(type.getDescription()).as(type.getName()).isNotBlank();
      assertThat(type.getFields())
          .filteredOn(field -> !isTheRecorders(field))
          .isNotEmpty()
          .allSatisfy(field -> assertThat(field.getLabel()).as(field.getName()).isNotBlank())
          .allSatisfy(field -> assertThat(field.getDescription()).as(field.getName()).isNotBlank());
    }
  }

  private static boolean isTheRecorders(ValueDescriptor field) {
    return List.of("startTime", "duration", "eventThread", "stackTrace").contains(field.getName());
  }
}
