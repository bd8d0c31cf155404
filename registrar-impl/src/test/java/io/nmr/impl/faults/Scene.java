package io.nmr.impl.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.ModuleId;
import io.nmr.Npi;
import io.nmr.faults.Fault;
import io.nmr.faults.FaultCase;
import io.nmr.faults.Moment;
import io.nmr.faults.Place;
import io.nmr.faults.Place.Kind;
import io.nmr.faults.Watch;
import io.nmr.faults.Who;
import io.nmr.impl.core.ModuleOwner;
import io.nmr.impl.core.ModuleRegistrar;
import io.nmr.impl.core.NetworkRegistrar;
import io.nmr.impl.settings.Configuration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The course of one case: a pair attaches, calls and is taken apart, and somewhere in this its
 * culprit does the misdeed. Where that does not end by itself the test looks at what goes on
 * meanwhile, and lets it go on.
 */
final class Scene {
  static final Npi<Dispatch, Dispatch> NPI =
      Npi.of("io.nmr.test.faulty", Dispatch.class, Dispatch.class);

  final FaultCase matrixCase;
  final Misdeed misdeed;
  final RecordingLog log;
  final NetworkRegistrar registrar;
  private final Map<Long, Account> accounts = new ConcurrentHashMap<>();
  private final List<Actor> actors = new CopyOnWriteArrayList<>();
  private final Others others = new Others(this);
  private final Actor client;
  private final Actor provider;
  private List<Step> leaving = List.of();

  /** What came of the call that goes wrong: a result, or what was thrown. */
  Object answer;

  Scene(FaultCase matrixCase, RecordingLog log) {
    this.matrixCase = matrixCase;
    this.log = log;
    this.registrar = new NetworkRegistrar(new Configuration(name -> null), log, String::valueOf);
    this.misdeed = new Misdeed(matrixCase);
    this.client = actor(Who.CLIENT, "the-client", NPI, module("the-client"));
    this.provider = actor(Who.PROVIDER, "the-provider", NPI, module("the-provider"));
  }

  // ---- whom and what there is ----

  ModuleRegistrar module(String name) {
    return registrar.registrarOf(new ModuleOwner(name, -1, ModuleId.of(name)));
  }

  Actor actor(Who who, String name, Npi<Dispatch, Dispatch> npi, ModuleRegistrar home) {
    Actor actor = new Actor(this, who, name, npi, home);
    actors.add(actor);
    return actor;
  }

  /** They have ended, and are not to be ended with the others. */
  void forget(Collection<Actor> ended) {
    actors.removeAll(ended);
  }

  Actor main(Who who) {
    return who == Who.CLIENT ? client : provider;
  }

  boolean isMain(Actor actor, String peer) {
    return actor == main(actor.who) && peer.equals(main(actor.who.other()).name);
  }

  Account account(long binding) {
    return accounts.computeIfAbsent(binding, Account::new);
  }

  Collection<Account> accounts() {
    return accounts.values();
  }

  List<Actor> actors() {
    return actors;
  }

  Bond mainBond(Who who) {
    return main(who).bondTo(main(who.other()));
  }

  private Place place() {
    return matrixCase.place();
  }

  private boolean isMoment(Moment moment) {
    return matrixCase.moment() == moment;
  }

  // ---- the course ----

  void run() {
    others.assertUnrelatedWork();
    attach();
    others.assertUnrelatedWork();
    if (place().kind.isCall() && isMoment(Moment.ATTACHED)) {
      goOn(Step.run("calling", this::callWrong));
    }
    leave();
    others.assertWork();
    goOn(Step.run("the end", () -> actors.forEach(Actor::end)));
    new Verdict(this).pass();
  }

  /** The one registers first that has to have a registration when the misdeed is done. */
  private Who first() {
    if (isMoment(Moment.DURING_ATTACH) && !place().kind.isCall() && place().kind != Kind.ATTACH) {
      return matrixCase.leaving().first();
    }
    return matrixCase.fault().isDoneToPeer() ? place().culprit.other() : place().culprit;
  }

  private void attach() {
    Actor first = main(first());
    Actor second = main(first().other());
    first.register();
    goOn(
        Step.run(
            "registering",
            () -> {
              second.register();
              misdeed.attachLate(mainBond(Who.CLIENT));
            }));
  }

  /** In an attach callback of the pair, when it has its peer's dispatch. */
  void duringAttach(Bond bond) {
    if (!bond.isMain || !isMoment(Moment.DURING_ATTACH)) {
      return;
    }
    if (place().kind.isCall() && bond.actor.who != place().culprit) {
      callWrong();
    }
    boolean isOfDetach = place().kind == Kind.DETACH || place().kind == Kind.CLEANUP;
    if (isOfDetach && bond.actor.who == Who.CLIENT) {
      matrixCase.leaving().leavers().forEach(who -> beginToLeave(main(who)));
    }
  }

  private void beginToLeave(Actor leaver) {
    try {
      if (matrixCase.leaving().isStop) {
        leaver.home.unload().begin();
      } else {
        leaver.registration().deregister();
      }
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** The culprit is called by its peer. */
  private void callWrong() {
    Dispatch culprit = mainBond(place().culprit.other()).peer;
    try {
      if (place().kind == Kind.CALL) {
        answer = culprit.call(Bond.WRONG);
      } else {
        CompletionStage<String> stage = culprit.begin(Bond.WRONG);
        answer = stage;
      }
    } catch (Throwable thrown) {
      answer = thrown;
    }
  }

  private void leave() {
    boolean isCallHeld = place().kind.isCall() && isMoment(Moment.DURING_DETACH);
    Step calling = isCallHeld ? Step.run("calling", this::callWrong) : null;
    if (isCallHeld) {
      Watch.until("the call is inside", misdeed::isInside);
    }
    beginToLeave();
    if (isCallHeld) {
      Account account = mainBond(Who.CLIENT).account;
      Watch.until("both are asked to detach", () -> account.has(Who.PROVIDER, "detach"));
      misdeed.goWrong();
      goOn(calling);
    }
    leaving.forEach(this::goOn);
  }

  private void beginToLeave() {
    if (leaving.isEmpty()) {
      List<Step> steps = new ArrayList<>();
      for (Who who : matrixCase.leaving().leavers()) {
        Actor leaver = main(who);
        steps.add(Step.run(leaver.name + " leaving", () -> leave(leaver)));
      }
      leaving = steps;
    }
  }

  private void leave(Actor leaver) throws Exception {
    if (matrixCase.leaving().isStop) {
      leaver.unload();
    } else {
      leaver.registration().close();
    }
  }

  // ---- while the misdeed does not end ----

  private void goOn(Step step) {
    Watch.until(
        "it ends, or is stuck as it should",
        () -> step.isDone() || misdeed.isStuck() || log.isStuck());
    if (misdeed.isStuck()) {
      lookWhileStuck();
      misdeed.release();
    }
    if (log.isStuck()) {
      others.assertWork();
      log.release();
    }
    step.join();
  }

  private void lookWhileStuck() {
    Actor leaver = main(matrixCase.leaving().first());
    if (matrixCase.leaving().isStop || leaver.isRegistered()) {
      beginToLeave();
    }
    boolean isLeaving = !leaving.isEmpty();
    if (isLeaving) {
      Watch.until("the blocker is shown: " + expectedBlocker(), this::isBlockerShown);
    }
    others.assertWork();
    if (isLeaving) {
      assertThat(isBlockerShown()).as("still held by " + expectedBlocker()).isTrue();
      assertThat(leaving).as("nobody gets away").noneMatch(Step::isDone);
    }
  }

  private boolean isBlockerShown() {
    long binding = mainBond(place().culprit).account.binding;
    String expected = expectedBlocker();
    return registrar.runtime().pending().stream()
        .flatMap(pending -> pending.blockers().stream())
        .filter(blocker -> blocker.binding().id() == binding)
        .anyMatch(blocker -> (blocker.reason() + " by " + blocker.module()).startsWith(expected));
  }

  /** The reason, and the module whose doing it is: of a call the caller's (H4). */
  private String expectedBlocker() {
    boolean isLate = matrixCase.fault() == Fault.COMPLETES_LATE;
    String culprit = " by " + main(place().culprit).name;
    String caller = " by " + main(place().culprit.other()).name;
    return switch (place().kind) {
      case ATTACH -> "ATTACHING" + culprit;
      case DETACH -> (isLate ? "DETACH_PENDING" : "DETACHING") + culprit;
      case CLEANUP -> "CLEANING_UP" + culprit;
      case TOLD -> "";
      case CALL -> "CALL" + caller;
      case ASYNC_CALL -> (isLate ? "ASYNC_CALL" : "CALL") + caller;
    };
  }
}
