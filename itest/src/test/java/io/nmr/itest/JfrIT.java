package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The flight recorder's bundle, and what a recording has of a registrar at work. */
@Timeout(90)
class JfrIT {
  private static final String WORK = "io.nmr.itest.work";

  @TempDir Path folder;
  private Osgi osgi;

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private Bundle startJfr() throws BundleException {
    Bundle bundle = osgi.installBuilt("registrar-jfr");
    bundle.start();
    return bundle;
  }

  private static Recording record() {
    Recording recording = new Recording();
    recording.start();
    return recording;
  }

  private List<RecordedEvent> read(Recording recording, String name) throws Exception {
    Path file = folder.resolve("recording.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .toList();
  }

  private static List<String> eventTypes() {
    return FlightRecorder.getFlightRecorder().getEventTypes().stream()
        .map(EventType::getName)
        .filter(name -> name.startsWith("io.nmr."))
        .toList();
  }

  @Test
  void it_starts_and_stops_on_a_bare_framework() throws Exception {
    osgi = Osgi.bare(Map.of());

    Bundle bundle = startJfr();

    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(eventTypes()).hasSize(6);
    bundle.stop();
    assertThat(eventTypes()).isEmpty();
    bundle.start();
    assertThat(eventTypes()).hasSize(6);
  }

  @Test
  void a_hold_is_recorded_with_its_duration_and_so_are_the_call_refused_and_the_failure()
      throws Exception {
    osgi = Osgi.withRegistrar();
    startJfr();
    try (Recording recording = record()) {
      Module provider = osgi.startProvider("provider");
      Module client = osgi.startClient("client");
      osgi.outside.on(
          "provider:cleanup",
          () -> {
            throw new IllegalStateException("for the recording");
          });
      Gate inside = osgi.outside.holdAt("provider:work x");
      Doing call = client.calling("x");
      inside.awaitInside();
      Doing stop = provider.stopping();
      provider.assertHeld(stop);
      inside.leave();
      call.await();
      stop.await();
      assertThatCode(() -> client.call("kept x")).isInstanceOf(IllegalStateException.class);

      RecordedEvent attach = read(recording, "io.nmr.Attach").get(0);
      assertThat(attach.getString("npi")).isEqualTo(WORK);
      assertThat(attach.getString("client")).isEqualTo("client");
      assertThat(attach.getString("provider")).isEqualTo("provider");
      long binding = attach.getLong("bindingId");
      RecordedEvent hold = theOnly(read(recording, "io.nmr.Hold"));
      assertThat(hold.getString("owner"))
          .isEqualTo("provider (" + provider.bundle().getBundleId() + ")");
      assertThat(hold.getThread().getJavaName()).isEqualTo("stop provider");
      assertThat(hold.getDuration("took")).isPositive();
      assertThat(hold.getDuration()).isPositive();
      assertThat(hold.getDuration()).isCloseTo(hold.getDuration("took"), Duration.ofMillis(500));
      RecordedEvent detach = theOnly(read(recording, "io.nmr.Detach"));
      assertThat(detach.getLong("bindingId")).isEqualTo(binding);
      assertThat(detach.getString("cause")).isEqualTo("PROVIDER_DEREGISTERED");
      assertThat(detach.getDuration()).isPositive();
      RecordedEvent refused = theOnly(read(recording, "io.nmr.RefusedCall"));
      assertThat(refused.getLong("bindingId")).isEqualTo(binding);
      assertThat(refused.getString("side")).isEqualTo("CLIENT");
      RecordedEvent failure = theOnly(read(recording, "io.nmr.CallbackFailure"));
      assertThat(failure.getString("side")).isEqualTo("PROVIDER");
      assertThat(failure.getString("failure")).contains("cleanup");
    }
  }

  private static RecordedEvent theOnly(List<RecordedEvent> events) {
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  @Test
  void it_works_as_the_registrar_comes_goes_and_comes_back() throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of());
    startJfr();
    osgi.startProvider("provider");
    osgi.startClient("client");
    try (Recording recording = record()) {
      Bundle registrar = osgi.installRegistrar();
      registrar.start();
      assertThat(read(recording, "io.nmr.Attach")).hasSize(1);

      registrar.stop();
      assertThat(read(recording, "io.nmr.Detach")).hasSize(1);

      registrar.start();
      assertThat(read(recording, "io.nmr.Attach")).hasSize(2);
    }
  }

  @Test
  void a_bundle_that_has_stopped_records_nothing_more() throws Exception {
    osgi = Osgi.withRegistrar();
    Bundle bundle = startJfr();
    osgi.startProvider("provider");
    try (Recording recording = record()) {
      osgi.startClient("first");
      bundle.stop();
      osgi.startClient("second");

      assertThat(read(recording, "io.nmr.Attach")).hasSize(1);
    }
  }

  /** Nothing that is local to this method may keep the loader. */
  private WeakReference<ClassLoader> loaderAfterARecording(boolean isStillRecording)
      throws Exception {
    Bundle bundle = startJfr();
    Recording recording = record();
    osgi.startProvider("provider");
    osgi.startClient("client");
    assertThat(read(recording, "io.nmr.Attach")).hasSize(1);
    WeakReference<ClassLoader> loader = Loaders.of(bundle);
    if (!isStillRecording) {
      recording.close();
    }
    bundle.uninstall();
    if (isStillRecording) {
      running = recording;
    }
    return loader;
  }

  private Recording running;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_bundles_class_loader_goes_when_it_is_uninstalled(boolean isStillRecording)
      throws Exception {
    osgi = Osgi.withRegistrar();

    WeakReference<ClassLoader> loader = loaderAfterARecording(isStillRecording);

    Loaders.awaitCollected(loader);
    if (running != null) {
      running.close();
    }
  }
}
