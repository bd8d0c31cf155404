package io.nmr.runtime;

import java.util.Objects;

/** Thrown when a setting is refused; the settings in force stay as they are. */
public final class InvalidSettingException extends IllegalArgumentException {
  /** The name of the setting. */
  private final String setting;

  /**
   * Refuses a setting.
   *
   * @param setting the name of the setting
   * @param problem what is wrong with its value and what to give instead; continues the sentence
   *     that begins with the name
   */
  public InvalidSettingException(String setting, String problem) {
    super(setting + " " + problem);
    this.setting = Objects.requireNonNull(setting, "setting");
  }

  /** {@return the name of the setting} */
  public String setting() {
    return setting;
  }
}
