package io.nmr.impl.faults;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.nmr.faults.Fault.Group;
import io.nmr.faults.FaultCase;
import io.nmr.faults.Watch;
import io.nmr.impl.core.NetworkRegistrar;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever a module does, wherever the registrar lets it, the protocol goes on and all others with
 * it: every case of the matrix that needs no framework.
 */
class FaultMatrixTest {
  private final List<NetworkRegistrar> registrars = new ArrayList<>();
  private final List<WeakReference<Actor>> actors = new ArrayList<>();

  private static boolean needsNoBundles(FaultCase each) {
    return each.fault().group != Group.BUNDLES;
  }

  private static List<FaultCase> possible() {
    return FaultCase.product().stream()
        .filter(FaultMatrixTest::needsNoBundles)
        .filter(each -> each.leftOut().isEmpty())
        .toList();
  }

  @TestFactory
  Stream<DynamicNode> R20_no_fault_of_a_module_stops_the_protocol() {
    Map<String, List<FaultCase>> cases =
        FaultCase.chosen(possible()).stream()
            .collect(
                groupingBy(each -> each.place() + " " + each.moment(), TreeMap::new, toList()));
    Stream<DynamicNode> groups =
        cases.entrySet().stream()
            .map(each -> dynamicContainer(each.getKey(), each.getValue().stream().map(this::test)));
    return Stream.concat(
        groups, Stream.of(dynamicTest("R22 nothing leaks", this::assertNothingLeaks)));
  }

  /** Nothing is dropped in silence: what is not run has a reason, which is printed. */
  @Test
  void what_is_left_out_has_a_reason() {
    Map<String, Set<String>> byReason = new TreeMap<>();
    List<FaultCase> all = FaultCase.product();
    for (FaultCase each : all) {
      each.leftOut()
          .ifPresent(
              reason ->
                  byReason
                      .computeIfAbsent(reason, any -> new TreeSet<>())
                      .add(each.place().kind + " " + each.fault().group + " " + each.moment()));
    }
    long run = all.stream().filter(each -> each.leftOut().isEmpty()).count();
    System.out.println("fault matrix: " + run + " of " + all.size() + " combinations make sense");
    byReason.forEach((reason, kinds) -> System.out.println("left out, " + reason + ": " + kinds));
    assertThat(byReason.keySet()).hasSizeLessThan(15).noneMatch(String::isBlank);
    assertThat(run).isGreaterThan(2000);
  }

  /** What a short build runs has each place, fault, moment and way to leave in it. */
  @Test
  void the_short_run_leaves_out_nothing_as_a_whole() {
    List<FaultCase> all = possible();
    List<FaultCase> some = FaultCase.some(all);
    for (Function<FaultCase, Object> part :
        List.<Function<FaultCase, Object>>of(
            FaultCase::place, FaultCase::fault, FaultCase::moment, FaultCase::leaving)) {
      assertThat(some.stream().map(part).collect(toSet()))
          .isEqualTo(all.stream().map(part).collect(toSet()));
    }
  }

  private DynamicNode test(FaultCase each) {
    return dynamicTest(each.toString(), () -> Step.run(each.toString(), () -> run(each)).join(60));
  }

  private void run(FaultCase each) {
    Scene scene = new Scene(each, new RecordingLog(RecordingLog.Wrong.NOTHING));
    scene.run();
    registrars.add(scene.registrar);
    scene.actors().forEach(actor -> actors.add(new WeakReference<>(actor)));
  }

  private void assertNothingLeaks() {
    assertThat(registrars).isNotEmpty();
    Watch.until(
        "all modules are collected",
        () -> {
          System.gc();
          return actors.stream().allMatch(actor -> actor.get() == null);
        });
  }
}
