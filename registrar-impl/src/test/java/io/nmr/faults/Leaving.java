package io.nmr.faults;

import java.util.EnumSet;
import java.util.Set;

/** Who ends the binding, and how. */
public enum Leaving {
  CLIENT_DEREGISTERS(false, Who.CLIENT),
  PROVIDER_DEREGISTERS(false, Who.PROVIDER),
  /** Its stop is held (H1). */
  CLIENT_STOPS(true, Who.CLIENT),
  PROVIDER_STOPS(true, Who.PROVIDER),
  /** Both at once (R18). */
  BOTH_STOP(true, Who.CLIENT, Who.PROVIDER);

  public final boolean isStop;
  private final Who first;
  private final Who last;

  Leaving(boolean isStop, Who... leavers) {
    this.isStop = isStop;
    this.first = leavers[0];
    this.last = leavers[leavers.length - 1];
  }

  public Set<Who> leavers() {
    return EnumSet.of(first, last);
  }

  public Who first() {
    return first;
  }
}
