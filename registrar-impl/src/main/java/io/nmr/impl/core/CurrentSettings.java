package io.nmr.impl.core;

import java.util.Map;

/** The settings in force. Any thread reads them; each look may find others. */
final class CurrentSettings {
  private final Settings.Reader reader;
  private volatile Settings settings;

  CurrentSettings(Settings.Reader reader) {
    this.reader = reader;
    this.settings = reader.read(Map.of());
  }

  Settings get() {
    return settings;
  }

  /** From one settings to the next. */
  record Change(Settings before, Settings after) {}

  /** Puts others in force, all or none; the caller tells those who wait. */
  synchronized Change put(Map<String, ?> changed) {
    Settings before = settings;
    settings = reader.read(changed);
    return new Change(before, settings);
  }
}
