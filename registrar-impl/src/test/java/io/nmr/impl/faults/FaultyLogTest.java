package io.nmr.impl.faults;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.nmr.faults.Fault;
import io.nmr.faults.FaultCase;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A log that fails, is full or blocks while the modules do something wrong changes nothing. */
class FaultyLogTest {
  /** Faults that are logged at one place or another. */
  private static final Set<Fault> LOGGED =
      EnumSet.of(
          Fault.THROWS_UNCHECKED,
          Fault.THROWS_OUT_OF_MEMORY,
          Fault.RETURNS_NULL,
          Fault.COMPLETES_EXCEPTIONALLY,
          Fault.STOPS_ITSELF);

  @TestFactory
  Stream<DynamicNode> R20_a_log_at_fault_changes_nothing() {
    List<FaultCase> logged =
        FaultCase.product().stream()
            .filter(each -> LOGGED.contains(each.fault()) && each.leftOut().isEmpty())
            .filter(each -> !each.place().kind.isCall())
            .toList();
    return Stream.of(RecordingLog.Wrong.values())
        .filter(wrong -> wrong != RecordingLog.Wrong.NOTHING)
        .flatMap(wrong -> FaultCase.chosen(logged).stream().map(each -> test(each, wrong)));
  }

  private static DynamicTest test(FaultCase each, RecordingLog.Wrong wrong) {
    String name = each + ", the log " + wrong;
    return dynamicTest(
        name, () -> Step.run(name, new Scene(each, new RecordingLog(wrong))::run).join(60));
  }
}
