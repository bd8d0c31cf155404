package io.nmr.impl.core;

/** What a hold keeps back, as messages say it. */
public enum Held {
  /** The module's bundle stops. */
  STOP,
  /** The bundle, or a component of it, lets a registrar go and does not stop. */
  RELEASE,
  /** The registrar stops, and the modules stay. */
  REGISTRAR_STOP;

  String by(String module) {
    return switch (this) {
      case STOP -> "the stop of " + module;
      case RELEASE -> "the release of the registrar by " + module;
      case REGISTRAR_STOP -> "the stop of the registrar";
    };
  }
}
