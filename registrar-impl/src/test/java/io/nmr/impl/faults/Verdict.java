package io.nmr.impl.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import io.nmr.DetachedException;
import io.nmr.faults.Fault;
import io.nmr.faults.Fault.Group;
import io.nmr.faults.FaultCase;
import io.nmr.faults.Leaving;
import io.nmr.faults.Moment;
import io.nmr.faults.Place;
import io.nmr.faults.Place.Kind;
import io.nmr.faults.Watch;
import io.nmr.faults.Who;
import io.nmr.runtime.RegistrarRuntime;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What has to hold after a case, whatever was done in it. */
final class Verdict {
  private final Scene scene;
  private final Misdeed misdeed;
  private final FaultCase matrixCase;
  private final Place place;
  private final Fault fault;

  Verdict(Scene scene) {
    this.scene = scene;
    this.misdeed = scene.misdeed;
    this.matrixCase = scene.matrixCase;
    this.place = matrixCase.place();
    this.fault = matrixCase.fault();
  }

  void pass() {
    assertCallbacks();
    assertDeclines();
    assertNothingIsLeft();
    assertLogged();
    assertOutcome();
    if (place.kind.isCall()) {
      assertAnswer();
    }
    if (isAttaching()) {
      assertCallsAreRefused();
    }
  }

  private void assertCallbacks() {
    for (Account each : scene.accounts()) {
      assertThat(each.wrongs()).as("wrong in binding " + each.binding).isEmpty();
    }
    assertThat(scene.mainBond(Who.CLIENT).account.callbacks())
        .as("callbacks of the pair")
        .hasSize(isAttaching() ? 6 : place.culprit == Who.CLIENT ? 1 : 2);
  }

  /** R7: a pair that does not come to be bound was declined, which is counted and kept. */
  private void assertDeclines() {
    RegistrarRuntime runtime = scene.registrar.runtime();
    long binding = scene.mainBond(Who.CLIENT).account.binding;
    assertThat(runtime.declines())
        .as("declines of the pair %s", binding)
        .filteredOn(
            each ->
                each.client().equals(scene.main(Who.CLIENT).name)
                    && each.provider().equals(scene.main(Who.PROVIDER).name))
        .hasSize(isAttaching() ? 0 : 1);
    assertThat(runtime.counts().declined()).isEqualTo(runtime.declines().size());
  }

  /** Whether the pair comes to be bound at all. */
  private boolean isAttaching() {
    boolean isSpoiled =
        fault.group == Group.THROWS || fault == Fault.RETURNS_NULL || fault == Fault.COMPLETES_LATE;
    return place.kind != Kind.ATTACH || place == Place.CLIENT_AFTER_ATTACH || !isSpoiled;
  }

  private void assertNothingIsLeft() {
    RegistrarRuntime runtime = scene.registrar.runtime();
    assertThat(runtime.bindings()).as("bindings").isEmpty();
    assertThat(runtime.pending()).as("pending").isEmpty();
    assertThat(runtime.registrations()).as("registrations").isEmpty();
    assertThat(runtime.npis()).as("NPIs").isEmpty();
    assertThat(runtime.abandoned()).as("abandoned").isEmpty();
    assertThat(scene.registrar.close()).as("modules").isEmpty();
  }

  /**
   * R20: a callback that fails is logged, with module and binding, and counted; nothing else is.
   */
  private void assertLogged() {
    assertThat(scene.registrar.runtime().counts().failedCallbacks())
        .as("failed callbacks")
        .isEqualTo(isFailedCallback() ? 1 : 0);
    List<String> warnings = scene.log.warnings();
    if (isFailedCallback()) {
      long binding = scene.mainBond(Who.CLIENT).account.binding;
      assertThat(warnings)
          .singleElement()
          .asString()
          .startsWith(place.culprit + " " + scene.main(place.culprit).name + " of ")
          .contains("binding " + binding + " ");
    } else if (fault.group == Group.STOPS) {
      Who stopped = fault.isDoneToPeer() ? place.culprit.other() : place.culprit;
      assertThat(warnings)
          .singleElement()
          .asString()
          .startsWith("the stop of " + scene.main(stopped).name + " comes from inside");
    } else {
      assertThat(warnings).as("warnings").isEmpty();
    }
  }

  private boolean isFailedCallback() {
    if (!place.kind.isCallback()) {
      return false;
    }
    return switch (fault) {
      case DECLINES, DECLINES_UNPRINTABLY -> place == Place.CLIENT_AFTER_ATTACH;
      case RETURNS_NULL, COMPLETES_EXCEPTIONALLY, RETURNS_BROKEN_STAGE -> true;
      default -> fault.group == Group.THROWS;
    };
  }

  /** What the module met with when it used the registrar, or its peer. */
  private void assertOutcome() {
    Object outcome = misdeed.outcome;
    switch (fault) {
      case AWAITS_ITSELF, AWAITS_ITS_PEER ->
          assertThat(outcome)
              .asInstanceOf(THROWABLE)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("would wait for itself");
      case DEREGISTERS_ITSELF, DEREGISTERS_ITS_PEER ->
          assertThat(outcome).as("it is pending").isEqualTo(true);
      case STOPS_ITSELF, STOPS_ITS_PEER -> assertThat(outcome).isEqualTo("stopped");
      case REGISTERS, REGISTERS_OPPOSITE -> {
        if (isRefusedToRegister() && matrixCase.leaving() == Leaving.BOTH_STOP) {
          // Refused only if its own stop has begun, too, when the other's asks it to detach.
          assertThat(outcome).isInstanceOfAny(IllegalStateException.class, Actor.class);
        } else if (isRefusedToRegister()) {
          assertThat(outcome).isInstanceOf(IllegalStateException.class);
        } else {
          assertThat(outcome).isInstanceOf(Actor.class);
        }
      }
      case CALLS_ITS_PEER, CALLS_ITS_PEER_ELSEWHERE, CALLS_ITS_PEER_ASYNC -> {
        if (place.kind == Kind.TOLD) {
          assertThat(outcome).matches(it -> it.equals("back") || it instanceof DetachedException);
        } else if (isPeerGone()) {
          assertThat(outcome).isInstanceOf(DetachedException.class);
        } else {
          assertThat(outcome).isEqualTo("back");
        }
      }
      case RECURSES_THROUGH_ITS_PEER -> assertThat(outcome).isInstanceOf(StackOverflowError.class);
      case COMPLETES_TWICE, COMPLETES_ON_ANOTHER_THREAD, COMPLETES_LATE -> {
        if (place == Place.CLIENT_ATTACH) {
          assertThat(outcome).isInstanceOf(IllegalStateException.class);
        }
      }
      default -> assertThat(outcome).isNull();
    }
  }

  private boolean isRefusedToRegister() {
    boolean isWhileLeaving =
        matrixCase.moment() == Moment.DURING_DETACH
            || place.kind == Kind.DETACH
            || place.kind == Kind.CLEANUP;
    return isWhileLeaving
        && matrixCase.leaving().isStop
        && matrixCase.leaving().leavers().contains(place.culprit);
  }

  /** Whether the guard of the culprit's calls has closed (R13), for the thread that it calls on. */
  private boolean isPeerGone() {
    return place.kind == Kind.CLEANUP
        || (fault == Fault.CALLS_ITS_PEER_ELSEWHERE
            && matrixCase.moment() == Moment.DURING_DETACH
            && place.kind.isCall()
            && place.culprit == Who.CLIENT);
  }

  /** The caller gets what the callee has returned or thrown, and nothing else. */
  private void assertAnswer() {
    Object answer = scene.answer;
    if (answer instanceof CompletionStage<?> stage) {
      answer = resultOf(stage);
    }
    if (misdeed.thrown != null) {
      assertThat(answer).isSameAs(misdeed.thrown);
    } else if (fault == Fault.OVERFLOWS) {
      assertThat(answer).isInstanceOf(StackOverflowError.class);
    } else if (fault == Fault.RETURNS_NULL) {
      assertThat(answer).isNull();
    } else {
      assertThat(answer).isEqualTo(Bond.WRONG);
    }
  }

  private static Object resultOf(CompletionStage<?> stage) {
    try {
      return stage
          .handle(
              (value, thrown) ->
                  thrown instanceof CompletionException
                      ? thrown.getCause()
                      : thrown != null ? thrown : value)
          .toCompletableFuture()
          .get(Watch.BOUND_SECONDS, TimeUnit.SECONDS);
    } catch (Exception late) {
      throw new AssertionError("the caller's stage does not complete", late);
    }
  }

  private void assertCallsAreRefused() {
    for (Who who : Who.values()) {
      assertThatThrownBy(() -> scene.mainBond(who).peer.call("late"))
          .isInstanceOf(DetachedException.class);
    }
  }
}
