package io.nmr.faults;

/** Where code of a module runs that the registrar has called, or has let in. */
public enum Place {
  /** The client's attach callback, before its attach. */
  CLIENT_ATTACH(Who.CLIENT, Kind.ATTACH),
  /** The client's attach callback, when its attach has succeeded (R9). */
  CLIENT_AFTER_ATTACH(Who.CLIENT, Kind.ATTACH),
  PROVIDER_ATTACH(Who.PROVIDER, Kind.ATTACH),
  /** Where a context is asked for its dispatch. */
  CLIENT_DISPATCH(Who.CLIENT, Kind.ATTACH),
  PROVIDER_DISPATCH(Who.PROVIDER, Kind.ATTACH),
  CLIENT_DETACH(Who.CLIENT, Kind.DETACH),
  PROVIDER_DETACH(Who.PROVIDER, Kind.DETACH),
  CLIENT_CLEANUP(Who.CLIENT, Kind.CLEANUP),
  PROVIDER_CLEANUP(Who.PROVIDER, Kind.CLEANUP),
  /** What depends on {@code Binding.peerDetached()}. */
  CLIENT_TOLD(Who.CLIENT, Kind.TOLD),
  PROVIDER_TOLD(Who.PROVIDER, Kind.TOLD),
  /** A function of the provider that the client calls. */
  PROVIDER_CALLED(Who.PROVIDER, Kind.CALL),
  CLIENT_CALLED(Who.CLIENT, Kind.CALL),
  /** The same, returning a stage. */
  PROVIDER_CALLED_ASYNC(Who.PROVIDER, Kind.ASYNC_CALL),
  CLIENT_CALLED_ASYNC(Who.CLIENT, Kind.ASYNC_CALL);

  /** What kind of place it is. */
  public enum Kind {
    ATTACH,
    DETACH,
    CLEANUP,
    TOLD,
    CALL,
    ASYNC_CALL;

    public boolean isCall() {
      return this == CALL || this == ASYNC_CALL;
    }

    /** Whether it is a callback, whose failure is logged. */
    public boolean isCallback() {
      return !isCall() && this != TOLD;
    }
  }

  /** Whose code runs there: the culprit. */
  public final Who culprit;

  public final Kind kind;

  Place(Who culprit, Kind kind) {
    this.culprit = culprit;
    this.kind = kind;
  }
}
