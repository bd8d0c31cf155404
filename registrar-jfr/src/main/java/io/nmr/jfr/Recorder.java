package io.nmr.jfr;

import io.nmr.runtime.RuntimeListener;

/** What the bundle needs of the flight recorder, in words that do not need the recorder. */
public interface Recorder extends AutoCloseable {
  /** Has the event types there while the recorder is in use. */
  void open();

  /** Makes events of what one registrar tells it. */
  RuntimeListener listener();

  /** Takes the event types away. */
  @Override
  void close();
}
