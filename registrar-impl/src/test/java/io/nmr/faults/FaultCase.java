package io.nmr.faults;

import io.nmr.faults.Fault.Group;
import io.nmr.faults.Place.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One case of the matrix. {@link #product} has every combination; {@link #leftOut} says why one
 * makes no sense, so that none is dropped in silence.
 */
public record FaultCase(Place place, Fault fault, Moment moment, Leaving leaving) {
  private static final boolean IS_FULL = Boolean.getBoolean("nmr.tests.full");

  private static final int SHORT_STRIDE = 11;

  /** Every combination of all of them. */
  public static List<FaultCase> product() {
    List<FaultCase> all = new ArrayList<>();
    for (Place place : Place.values()) {
      for (Fault fault : Fault.values()) {
        for (Moment moment : Moment.values()) {
          for (Leaving leaving : Leaving.values()) {
            all.add(new FaultCase(place, fault, moment, leaving));
          }
        }
      }
    }
    return all;
  }

  /** Those of the given cases that this build runs: all with {@code -Pfull}, or {@link #some}. */
  public static List<FaultCase> chosen(List<FaultCase> cases) {
    return IS_FULL ? cases : some(cases);
  }

  /** Each eleventh of the given cases, and the first of each place, fault, moment and leaving. */
  public static List<FaultCase> some(List<FaultCase> cases) {
    Set<Object> seen = new HashSet<>();
    List<FaultCase> some = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      FaultCase each = cases.get(i);
      boolean isFirst = seen.addAll(List.of(each.place, each.fault, each.moment, each.leaving));
      if (isFirst || i % SHORT_STRIDE == 0) {
        some.add(each);
      }
    }
    return some;
  }

  /** Why this combination makes no sense; empty if it does. */
  public Optional<String> leftOut() {
    return Stream.of(ofMoment(), ofThrows(), ofResult(), ofCalls(), ofLeaving())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> because(boolean isSo, String reason) {
    return isSo ? Optional.of(reason) : Optional.empty();
  }

  private Optional<String> ofMoment() {
    return switch (place.kind) {
      case ATTACH -> because(moment != Moment.DURING_ATTACH, "it runs during attach only");
      case DETACH, CLEANUP ->
          because(moment == Moment.ATTACHED, "it does not run while nobody is leaving");
      case TOLD -> because(moment != Moment.DURING_DETACH, "it runs during detach only");
      case CALL, ASYNC_CALL -> Optional.empty();
    };
  }

  private Optional<String> ofThrows() {
    if (fault == Fault.THROWS_THREAD_DEATH) {
      return because(fault.thrown() == null, "this JDK has no ThreadDeath");
    }
    return because(fault.isDecline() && place.kind != Kind.ATTACH, "only who attaches can decline");
  }

  private Optional<String> ofResult() {
    if (fault.group == Group.STAGE) {
      boolean isMisuseOfAttach =
          place == Place.CLIENT_ATTACH
              && fault != Fault.COMPLETES_EXCEPTIONALLY
              && fault != Fault.RETURNS_BROKEN_STAGE;
      return because(
          place.kind != Kind.DETACH && place.kind != Kind.ASYNC_CALL && !isMisuseOfAttach,
          "it returns no stage");
    }
    return because(
        fault == Fault.RETURNS_NULL
            && (place.kind == Kind.CLEANUP
                || place.kind == Kind.TOLD
                || place == Place.CLIENT_AFTER_ATTACH),
        "it returns nothing");
  }

  private Optional<String> ofCalls() {
    if (fault.group != Group.CALLS) {
      return Optional.empty();
    }
    if (fault == Fault.RECURSES_THROUGH_ITS_PEER && place.kind != Kind.CALL) {
      return Optional.of("only calls go back and forth");
    }
    boolean isBeforeClientHasAttached =
        place == Place.CLIENT_ATTACH
            || place == Place.CLIENT_DISPATCH
            || (place.culprit == Who.CLIENT
                && place.kind.isCall()
                && moment == Moment.DURING_ATTACH);
    return because(
        isBeforeClientHasAttached, "the client has no dispatch before its attach returns");
  }

  /** Of a fault whose doing is over before anyone leaves, two of the five ways are enough. */
  private Optional<String> ofLeaving() {
    boolean isOverBefore =
        moment == Moment.ATTACHED
            || (moment == Moment.DURING_ATTACH
                && place.kind != Kind.DETACH
                && place.kind != Kind.CLEANUP);
    return because(
        isOverBefore
            && fault.isOverAtOnce()
            && leaving != Leaving.CLIENT_DEREGISTERS
            && leaving != Leaving.PROVIDER_STOPS,
        "it is over before anyone leaves, in whatever way");
  }

  @Override
  public String toString() {
    return place + " " + fault + " " + moment + ", " + leaving;
  }
}
