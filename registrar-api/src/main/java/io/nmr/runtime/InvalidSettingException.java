package io.nmr.runtime;

import java.util.Objects;

/** A setting that is refused; the ones in force stay. */
public final class InvalidSettingException extends IllegalArgumentException {
  private final String setting;

  /**
   * Refuses a setting.
   *
   * @param setting its name
   * @param problem what is wrong with its value and what to give instead; goes on from the name
   */
  public InvalidSettingException(String setting, String problem) {
    super(setting + " " + problem);
    this.setting = Objects.requireNonNull(setting, "setting");
  }

  /** The name of the setting. */
  public String setting() {
    return setting;
  }
}
