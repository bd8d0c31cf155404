package io.nmr.jfr.event;

import io.nmr.jfr.Recorder;
import io.nmr.runtime.RuntimeListener;
import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Registers the event types as soon as the JVM's recorder is in use, which it is with the first
 * recording, and not before: until then nothing of them is loaded, and a start is not delayed.
 */
public final class EventTypes implements Recorder, FlightRecorderListener {
  private volatile boolean isRegistered;

  /** For {@link io.nmr.jfr.EventLoader}. */
  public EventTypes() {}

  /** A method, not a constant: that would load them with this class. */
  private static List<Class<? extends Event>> types() {
    return List.of(
        AttachEvent.class,
        DeclineEvent.class,
        DetachEvent.class,
        HoldEvent.class,
        RefusedCallEvent.class,
        CallbackFailureEvent.class);
  }

  @Override
  public void open() {
    FlightRecorder.addListener(this); // which calls back at once if the recorder is in use
  }

  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    types().forEach(FlightRecorder::register);
    isRegistered = true;
  }

  @Override
  public RuntimeListener listener() {
    FlightEvents events = new FlightEvents();
    return event -> {
      if (isRegistered) {
        events.happened(event);
      }
    };
  }

  /** The recorder forgets them, so that their classes can go with the bundle. */
  @Override
  public void close() {
    FlightRecorder.removeListener(this);
    if (isRegistered) {
      isRegistered = false;
      types().forEach(FlightRecorder::unregister);
    }
  }
}
