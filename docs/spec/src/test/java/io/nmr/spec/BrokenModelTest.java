package io.nmr.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.spec.Tlc.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The check can fail: each variant of the model, spoilt at one place, is caught by the property
 * that is there to catch it.
 */
class BrokenModelTest {
  @ParameterizedTest
  @CsvSource({
    "Attach, BothOffer, R18_EachCallbackOnce",
    "Attach, PairToClosed, R12_NoBindingToFinished",
    "Attach, DeclinedStaysOpen, R13_GuardLetsInWhomItShould",
    "Crossing, ProviderAskedFirst, R12_ClientBeforeProvider",
    "Calls, DetachTwice, R18_EachCallbackOnce",
    "Calls, CleanupBeforeRunDown, R15_NoCallInCleanup",
    "Abandon, CleanupWhileAsking, R15_NobodyIsInDetach",
    "Calls, GuardStaysOpen, R13_GuardLetsInWhomItShould",
    "Calls, ProviderGuardTooEarly, R13_GuardClosesNotBefore",
    "Calls, NoNestedEntry, R13_GuardLetsInWhomItShould",
    "Calls, EndedDespiteNesters, R12_EndedCallsNoMore",
    "Abandon, AbandonLetsNest, R13_GuardLetsInWhomItShould",
    "Abandon, LeaverIsCalledBack, H5_LeaverIsNotCalled",
    "Async, AsyncNotCounted, R15_NoCallInCleanup",
    "Hold, HoldReleasedEarly, H1_ReleasedWhenNothingIsLeft",
  })
  void broken_protocol_is_caught(String configuration, String variant, String property) {
    assertCaught(variant, property, Tlc.protocol(configuration).broken(variant).run());
  }

  @ParameterizedTest
  @CsvSource({
    "Liveness, LateIgnored, R16_DeregistrationCompletes",
    "Liveness, LostWakeup, R16_DeregistrationCompletes",
    "Liveness, ProviderNotTold, R16_DeregistrationCompletes",
    "Liveness, AbandonLeavesStayer, H5_AbandonedIsCleanedUp",
    "Liveness, SweepForgetsAbandoned, H5_AbandonedIsCleanedUp",
    "HoldLiveness, ProviderNotTold, H1_HoldIsReleased",
  })
  void protocol_that_gets_stuck_is_caught(String configuration, String variant, String property) {
    assertCaught(
        variant, property, Tlc.protocol(configuration).broken(variant).only(property).run());
  }

  @ParameterizedTest
  @CsvSource({
    "NoBarrier, NobodyInsideAfterRunDown EveryCallIsCounted EveryCountIsGivenBack",
    "NoRecheck, NobodyInsideAfterRunDown EveryCallIsCounted",
    "NoScan, NobodyInsideAfterRunDown",
    "NoReconcile, EveryCountIsGivenBack",
    "NoReconcileAtUndo, CountedOnce EveryCountIsGivenBack",
    "ScanWithoutLock, EveryCountIsGivenBack CountedOnce",
  })
  void broken_fast_path_is_caught(String variant, String properties) {
    Outcome outcome = Tlc.guard("Guard").broken(variant).run();
    print(variant, outcome);
    assertThat(properties.split(" ")).as(outcome.output()).contains(outcome.violated());
  }

  @ParameterizedTest
  @CsvSource({"NoBarrier", "NoReconcile", "NoReconcileAtUndo", "ScanWithoutLock"})
  void fast_path_that_never_runs_down_is_caught(String variant) {
    String property = "RunDownIsReached";
    assertCaught(
        variant, property, Tlc.guard("GuardLiveness").broken(variant).only(property).run());
  }

  private static void assertCaught(String variant, String property, Outcome outcome) {
    print(variant, outcome);
    assertThat(outcome.violated()).as(outcome.output()).isEqualTo(property);
  }

  private static void print(String variant, Outcome outcome) {
    System.out.printf("%s: caught by %s, %.0f s%n", variant, outcome.violated(), outcome.seconds());
  }
}
