package io.nmr.jfr.event;

import io.nmr.jfr.Recorder;
import io.nmr.runtime.RuntimeListener;
import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Registers the event types as soon as the JVM's recorder is in use, that is with the first
 * recording. Until then none of their classes is loaded, and the bundle's start is not delayed.
 */
public final class EventTypes implements Recorder, FlightRecorderListener {
  private volatile boolean isRegistered;

  /** For {@link io.nmr.jfr.EventLoader}. */
  public EventTypes() {}

  /** This is a method because a constant would load the event types with this class. */
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
    FlightRecorder.addListener(this); // calls back at once if the recorder is in use
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

  /** Unregisters the event types, so that their classes can be unloaded with the bundle. */
  @Override
  public void close() {
    FlightRecorder.removeListener(this);
    if (isRegistered) {
      isRegistered = false;
      types().forEach(FlightRecorder::unregister);
    }
  }
}
