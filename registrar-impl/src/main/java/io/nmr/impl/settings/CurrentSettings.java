package io.nmr.impl.settings;

import java.util.Map;

/** The settings in force. Any thread may read them; two reads may return different settings. */
public final class CurrentSettings {
  private final Settings.Reader reader;
  private volatile Settings settings;

  /** Begins with the settings that the reader gives when no setting is named. */
  public CurrentSettings(Settings.Reader reader) {
    this.reader = reader;
    this.settings = reader.read(Map.of());
  }

  /** The settings in force at this moment. */
  public Settings get() {
    return settings;
  }

  /**
   * A change from one group of settings to the next.
   *
   * @param before the settings that were in force
   * @param after the settings that are in force now
   */
  public record Change(Settings before, Settings after) {}

  /** Puts other settings in force, all or none of them; the caller wakes the threads that wait. */
  public synchronized Change put(Map<String, ?> changed) {
    Settings before = settings;
    settings = reader.read(changed);
    return new Change(before, settings);
  }
}
