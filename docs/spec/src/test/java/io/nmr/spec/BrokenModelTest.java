package io.nmr.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.spec.Tlc.Outcome;
import org.junit.jupiter.api.Tag;
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
    "Async, AsyncNotCounted, R15_NoCallInCleanup",
    "Attach, DeclinedStaysOpen, R7_DeclinedIsClosed",
    "Calls, EntersClosed, R13_NoEntryAfterClose",
    "Bound, BoundOutlives, R13_NoEntryAfterClose",
    "Hold, HoldReleasedEarly, H1_ProvidersFirst",
  })
  void broken_protocol_is_caught(String configuration, String variant, String property) {
    assertProtocolIsCaught(configuration, variant, property);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({
    "Calls, DetachTwice, R18_EachCallbackOnce",
    "Calls, ProviderAskedFirst, R12_ClientBeforeProvider",
    "Attach, CleanupUnasked, R15_AttachDetachCleanup",
    "Attach, CleanupUnasked, R14_BothHaveDetached",
    "Abandon, CleanupWhileAsking, R15_NobodyIsInDetach",
    "Calls, CleanupBeforeRunDown, R15_NoCallInCleanup",
    "Calls, CleanupBeforeRunDown, R12_NoCallIntoFinished",
    "Attach, PairToClosed, R12_NoBindingToFinished",
    "Calls, GuardStaysOpen, R13_GuardLetsInWhomItShould",
    "Calls, GuardStaysOpen, R13_GuardClosesInTime",
    "Calls, NoNestedEntry, R13_GuardLetsInWhomItShould",
    "Calls, ProviderGuardTooEarly, R13_GuardClosesNotBefore",
    "Abandon, AbandonLetsNest, R13_NoEntryAfterClose",
    "Calls, EndedDespiteNesters, R12_EndedCallsNoMore",
    "Bound, BoundIsRefused, R13_GuardLetsInWhomItShould",
    "Bound, BoundIsLate, R13_BoundIsAsOldAsItsCall",
    "Bound, NestedBinds, R12_EndedCallsNoMore",
    "Abandon, LeaverIsCalledBack, H5_LeaverIsNotCalled",
    "Hold, HoldReleasedEarly, H1_ReleasedWhenNothingIsLeft",
    "RegisterLiveness, LateIgnored, R16_DeregistrationCompletes",
    "AttachedLiveness, LostWakeup, R16_DeregistrationCompletes",
    "AttachedLiveness, ProviderNotTold, R16_DeregistrationCompletes",
    "AttachedLiveness, AbandonLeavesStayer, H5_AbandonedIsCleanedUp",
    "AttachedLiveness, SweepForgetsAbandoned, H5_AbandonedIsCleanedUp",
    "HoldLiveness, ProviderNotTold, H1_HoldIsReleased",
    "StuckLiveness, StuckThreadDrives, H1_HoldIsReleased",
    "StuckLiveness, AbandonedOnce, R16_DeregistrationCompletes",
  })
  void protocol_that_is_broken_elsewhere_is_caught(
      String configuration, String variant, String property) {
    assertProtocolIsCaught(configuration, variant, property);
  }

  @ParameterizedTest
  @CsvSource({
    "Guard, NoBarrier, NobodyInsideAfterRunDown",
    "Guard, NoBarrier, EveryCallIsCounted",
    "Guard, NoRecheck, NobodyInsideAfterRunDown",
  })
  void broken_fast_path_is_caught(String configuration, String variant, String property) {
    assertFastPathIsCaught(configuration, variant, property);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({
    "Guard, NoScan, NobodyInsideAfterRunDown",
    "Guard, NoReconcile, EveryCountIsGivenBack",
    "Guard, NoReconcileAtUndo, CountedOnce",
    "Guard, ScanWithoutLock, EveryCountIsGivenBack",
    "GuardLiveness, NoBarrier, RunDownIsReached",
    "GuardLiveness, NoReconcile, RunDownIsReached",
    "GuardLiveness, NoReconcileAtUndo, RunDownIsReached",
    "GuardLiveness, ScanWithoutLock, RunDownIsReached",
  })
  void fast_path_that_is_broken_elsewhere_is_caught(
      String configuration, String variant, String property) {
    assertFastPathIsCaught(configuration, variant, property);
  }

  private static void assertProtocolIsCaught(
      String configuration, String variant, String property) {
    assertCaught(
        variant, property, Tlc.protocol(configuration).broken(variant).only(property).run());
  }

  private static void assertFastPathIsCaught(
      String configuration, String variant, String property) {
    assertCaught(variant, property, Tlc.guard(configuration).broken(variant).only(property).run());
  }

  private static void assertCaught(String variant, String property, Outcome outcome) {
    System.out.printf("%s: caught by %s, %.0f s%n", variant, outcome.violated(), outcome.seconds());
    assertThat(outcome.violated()).as(outcome.output()).isEqualTo(property);
  }
}
