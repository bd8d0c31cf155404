package io.nmr.jfr;

import io.nmr.runtime.RuntimeListener;

/** What the bundle needs of the flight recorder, without a class of {@code jdk.jfr}. */
public interface Recorder extends AutoCloseable {
  /** Registers the event types, now or as soon as the JVM's recorder is in use. */
  void open();

  /** A listener for one registrar, which makes flight recorder events of the registrar's events. */
  RuntimeListener listener();

  /** Unregisters the event types. */
  @Override
  void close();
}
