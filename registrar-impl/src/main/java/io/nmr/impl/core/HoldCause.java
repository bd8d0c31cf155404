package io.nmr.impl.core;

/** Why a hold waits: what it keeps from going on. */
public enum HoldCause {
  /** The module's bundle stops. */
  STOP,
  /** The bundle, or a component of it, lets a registrar go and does not stop. */
  RELEASE,
  /** The registrar stops, and the modules stay. */
  REGISTRAR_STOP;

  /** What is held, for messages. */
  String by(String module) {
    return switch (this) {
      case STOP -> "the stop of " + module;
      case RELEASE -> "the release of the registrar by " + module;
      case REGISTRAR_STOP -> "the stop of the registrar";
    };
  }
}
