package io.nmr.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.spec.Tlc.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every state that a configuration can reach keeps the rules; states and time are printed. */
class ModelTest {
  @ParameterizedTest
  @ValueSource(strings = {"Register", "Async", "Bound"})
  void protocol_keeps_its_rules(String configuration) {
    assertHolds(configuration, Tlc.protocol(configuration).run());
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(strings = {"Crossing", "Attach", "Calls", "Abandon", "Hold"})
  void protocol_keeps_its_rules_where_more_happens(String configuration) {
    assertHolds(configuration, Tlc.protocol(configuration).run());
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(strings = {"RegisterLiveness", "AttachedLiveness", "HoldLiveness", "StuckLiveness"})
  void protocol_comes_to_its_end_where_more_happens(String configuration) {
    assertHolds(configuration, Tlc.protocol(configuration).run());
  }

  @ParameterizedTest
  @ValueSource(strings = "BoundLiveness")
  void protocol_comes_to_its_end(String configuration) {
    assertHolds(configuration, Tlc.protocol(configuration).run());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Guard", "GuardLiveness"})
  void fast_path_counts_every_call(String configuration) {
    assertHolds(configuration, Tlc.guard(configuration).run());
  }

  /** Why R13 minds older calls alone: see "What it has shown" in the README. */
  @Tag("deep")
  @Test
  void R13_guard_that_minds_all_calls_never_closes_under_calls_back_without_a_pause() {
    String property = "R16_DeregistrationCompletes";
    Tlc run = Tlc.protocol("CallsLiveness").large().with("Rule13", "\"all\"");
    assertThat(run.only(property).run().violated()).isEqualTo(property);
  }

  @Tag("deep")
  @Test
  void R13_guard_that_minds_older_calls_alone_closes_under_any_load() {
    Tlc run = Tlc.protocol("CallsLiveness").large();
    assertHolds("CallsLiveness", run.only("R16_DeregistrationCompletes").run());
  }

  @Tag("deep")
  @Test
  void R13_calls_that_nested_calls_give_the_right_to_never_end() {
    String property = "R16_DeregistrationCompletes";
    Tlc run = Tlc.protocol("DeepBoundLiveness").large().broken("NestedBinds");
    assertThat(run.only(property).run().violated()).isEqualTo(property);
  }

  @Tag("deep")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "DeepCrossing",
        "DeepRegister",
        "DeepHold",
        "DeepCalls",
        "DeepBound",
        "DeepAttachLiveness",
        "DeepPairsLiveness",
        "DeepBoundLiveness",
        "DeepStuckLiveness"
      })
  void larger_configurations_hold_too(String configuration) {
    assertHolds(configuration, Tlc.protocol(configuration).large().run());
  }

  private static void assertHolds(String configuration, Outcome outcome) {
    System.out.printf(
        "%s: %,d states, %,d distinct, %.0f s%n",
        configuration, outcome.states(), outcome.distinct(), outcome.seconds());
    assertThat(outcome.holds()).as(outcome.output()).isTrue();
    assertThat(outcome.distinct()).as("distinct states").isGreaterThan(100);
  }
}
