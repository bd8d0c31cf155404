package io.nmr.shell;

import java.util.Map;

/** Where settings that are changed at the prompt are kept. For one thread at a time. */
interface KeptSettings {
  /** Those that are set beside the framework properties now, by name. */
  Map<String, Object> settings();

  /**
   * Keeps a setting.
   *
   * @param value empty to have it no more
   */
  void keep(String name, String value);

  /** Until when: goes on from "until". */
  String until();
}
