package io.nmr.itest;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.faults.Fault.Group;
import io.nmr.faults.FaultCase;
import io.nmr.faults.Moment;
import io.nmr.faults.Place;
import io.nmr.faults.Place.Kind;
import io.nmr.faults.Watch;
import io.nmr.faults.Who;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;

/**
 * The course of one case of the fault matrix that needs bundles: a pair of them attaches, calls and
 * is stopped, and somewhere in this its culprit stops, uninstalls, updates or refreshes one.
 */
final class FaultScene {
  private final Osgi osgi;
  private final FaultCase matrixCase;
  private final Map<Who, Module> pair = new EnumMap<>(Who.class);
  private final Gate refreshed = new Gate("refreshed");
  private List<Doing> leaving = List.of();
  private volatile Thread culprit;
  private volatile boolean isOver;
  private volatile Throwable outcome;
  private volatile Object answer;

  FaultScene(Osgi osgi, FaultCase matrixCase, int number) throws Exception {
    this.osgi = osgi;
    this.matrixCase = matrixCase;
    for (Who who : Who.values()) {
      pair.put(who, new Module(osgi, osgi.install(duplex(who, who + "-" + number))));
    }
  }

  static TestBundle duplex(Who who, String name) {
    return TestBundle.module(name, "DuplexModule").header("Itest-Role", who.toString());
  }

  // ---- whom and what there is ----

  Module main(Who who) {
    return pair.get(who);
  }

  private Place place() {
    return matrixCase.place();
  }

  private Who targetSide() {
    boolean isPeer = matrixCase.fault().isDoneToPeer();
    return isPeer ? place().culprit.other() : place().culprit;
  }

  /** The bundle that is stopped, uninstalled, updated or refreshed. */
  Module target() {
    return main(targetSide());
  }

  private String event(Who who, String place) {
    return main(who).name() + ":" + place + " " + main(who.other()).name();
  }

  boolean isRefresh() {
    return matrixCase.fault().name().startsWith("REFRESHES");
  }

  private boolean isCallDuringDetach() {
    return place().kind.isCall() && matrixCase.moment() == Moment.DURING_DETACH;
  }

  private boolean isCalledDuringAttach() {
    return place().kind.isCall() && matrixCase.moment() == Moment.DURING_ATTACH;
  }

  private boolean isOfDetach() {
    return place().kind == Kind.DETACH || place().kind == Kind.CLEANUP || place().kind == Kind.TOLD;
  }

  /**
   * Whether the framework itself holds the culprit's thread: a second stop of a bundle, from inside
   * a callback that the first stop waits for, waits for the first, where no registrar sees it.
   */
  boolean isHeldByFramework() {
    return (isOfDetach() || isCallDuringDetach())
        && !isRefresh()
        && matrixCase.leaving().leavers().contains(targetSide());
  }

  boolean isStop() {
    return matrixCase.fault().group == Group.STOPS || !isRefresh();
  }

  // ---- the course ----

  void run() throws Exception {
    osgi.outside.on(event(place().culprit, place().name()), this::goWrong);
    Gate held =
        isCallDuringDetach() ? osgi.outside.holdAt(event(place().culprit, place().name())) : null;
    if (isCalledDuringAttach()) {
      Who caller = place().culprit.other();
      osgi.outside.on(
          event(caller, caller == Who.CLIENT ? "CLIENT_AFTER_ATTACH" : "PROVIDER_ATTACH"),
          this::callCulprit);
    }
    if (isOfDetach() && matrixCase.moment() == Moment.DURING_ATTACH) {
      osgi.outside.on(event(Who.CLIENT, "CLIENT_AFTER_ATTACH"), this::beginToLeaveAndShow);
    }
    for (Who who : List.of(first(), first().other())) {
      join(Doing.run("start " + who, main(who).bundle()::start));
    }
    if (place().kind.isCall() && matrixCase.moment() == Moment.ATTACHED) {
      join(Doing.run("calling", this::callCulprit));
    }
    Doing calling = isCallDuringDetach() ? Doing.run("calling", this::callCulprit) : null;
    if (calling != null) {
      held.awaitInside();
    }
    beginToLeave();
    if (calling != null) {
      Watch.until(
          "both are asked to detach",
          () -> osgi.outside.count(event(Who.PROVIDER, "PROVIDER_DETACH")) > 0);
      held.leave();
    }
    if (isHeldByFramework()) {
      lookAndAbandon();
    }
    if (calling != null) {
      join(calling);
    }
    for (Doing each : leaving) {
      join(each);
    }
    if (isRefresh()) {
      refreshed.pass();
    }
    for (Who who : Who.values()) {
      Bundle bundle = main(who).bundle();
      join(Doing.run("uninstall " + bundle, () -> unlessUninstalled(bundle, bundle::uninstall)));
    }
  }

  private Who first() {
    if (isOfDetach() && matrixCase.moment() == Moment.DURING_ATTACH) {
      return matrixCase.leaving().first();
    }
    return targetSide();
  }

  /** The misdeed, on a thread that is in the culprit's code. */
  private void goWrong() {
    culprit = Thread.currentThread();
    Bundle bundle = target().bundle();
    try {
      switch (matrixCase.fault()) {
        case STOPS_ITSELF, STOPS_ITS_PEER -> bundle.stop();
        case UNINSTALLS_ITSELF, UNINSTALLS_ITS_PEER -> bundle.uninstall();
        case UPDATES_ITSELF, UPDATES_ITS_PEER -> update(bundle);
        case REFRESHES_ITSELF, REFRESHES_ITS_PEER -> osgi.refresh(refreshed::leave, bundle);
        default -> throw new IllegalArgumentException(matrixCase.toString());
      }
    } catch (Throwable thrown) {
      outcome = thrown;
    }
    isOver = true;
  }

  private void update(Bundle bundle) throws Exception {
    TestBundle next =
        duplex(targetSide(), bundle.getSymbolicName()).header("Bundle-Version", "2.0.0");
    try (InputStream jar = next.open()) {
      bundle.update(jar);
    }
  }

  private void callCulprit() throws Exception {
    Module caller = main(place().culprit.other());
    String call = place().kind == Kind.CALL ? "call " : "begin ";
    answer = caller.commands().apply(call + main(place().culprit).name());
    if (answer instanceof CompletionStage<?> stage) {
      answer = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private void beginToLeave() {
    if (leaving.isEmpty()) {
      List<Who> leavers = new ArrayList<>(matrixCase.leaving().leavers());
      leavers.sort(comparing(who -> who != targetSide()));
      List<Doing> stops = new ArrayList<>();
      for (Who who : leavers) {
        Bundle bundle = main(who).bundle();
        stops.add(
            Doing.run("stop " + main(who).name(), () -> unlessUninstalled(bundle, bundle::stop)));
        if (isHeldByFramework()) {
          awaitHeld(who); // the target's own stop comes first, the culprit's is the second one
        }
      }
      leaving = stops;
    }
  }

  private void awaitHeld(Who who) {
    long id = main(who).bundle().getBundleId();
    Watch.until("the stop of " + main(who).name() + " is held", () -> isPending(id));
  }

  private void beginToLeaveAndShow() {
    beginToLeave();
    awaitHeld(first());
  }

  private boolean isPending(long bundle) {
    return osgi.runtime().pending().stream()
        .anyMatch(each -> each.facts("registration").get("ownerId").equals(bundle));
  }

  /** The culprit may be faster. */
  private static void unlessUninstalled(Bundle bundle, Outside.Action action) throws Exception {
    try {
      action.run();
    } catch (IllegalStateException uninstalled) {
      assertThat(bundle.getState()).isEqualTo(Bundle.UNINSTALLED);
    }
  }

  // ---- where the framework holds it ----

  private void lookAndAbandon() {
    Watch.until("the culprit is held by the framework", () -> isOver || isCulpritWaiting());
    assertThat(isOver).as("the framework lets a second stop through").isFalse();
    assertThat(leaving).noneMatch(Doing::isDone);
    assertThat(osgi.runtime().blockers())
        .as("it is no secret on whom the stop waits")
        .anySatisfy(
            blocker -> {
              assertThat(blocker.get("thread")).isEqualTo(culprit.getName());
              assertThat(blocker.text("executing")).contains("DuplexContext.");
            });
    bindings().forEach(osgi.runtime()::abandon);
  }

  private boolean isCulpritWaiting() {
    Thread thread = culprit;
    return thread != null
        && List.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.BLOCKED)
            .contains(thread.getState());
  }

  private List<Long> bindings() {
    return osgi.runtime().bindings().stream()
        .filter(each -> isOfPair(each.facts("client")) && isOfPair(each.facts("provider")))
        .map(each -> (Long) each.get("id"))
        .toList();
  }

  boolean isOfPair(Facts registration) {
    return pair.values().stream().anyMatch(each -> each.name().equals(registration.get("module")));
  }

  // ---- what came of it ----

  Object answer() {
    return answer;
  }

  boolean isOver() {
    return isOver;
  }

  Throwable outcome() {
    return outcome;
  }

  private static void join(Doing doing) throws Exception {
    Watch.until("'" + doing.thread().getName() + "' ends", doing::isDone);
    doing.await();
  }
}
