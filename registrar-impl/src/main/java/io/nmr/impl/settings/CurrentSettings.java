package io.nmr.impl.settings;

import java.util.Map;

/** The settings in force. Any thread reads them; each look may find others. */
public final class CurrentSettings {
  private final Settings.Reader reader;
  private volatile Settings settings;

  /** Begins with the settings for which nothing is set by name. */
  public CurrentSettings(Settings.Reader reader) {
    this.reader = reader;
    this.settings = reader.read(Map.of());
  }

  /** Those in force at this moment. */
  public Settings get() {
    return settings;
  }

  /**
   * From one settings to the next.
   *
   * @param before those that were in force
   * @param after those that are
   */
  public record Change(Settings before, Settings after) {}

  /** Puts others in force, all or none; the caller tells those who wait. */
  public synchronized Change put(Map<String, ?> changed) {
    Settings before = settings;
    settings = reader.read(changed);
    return new Change(before, settings);
  }
}
