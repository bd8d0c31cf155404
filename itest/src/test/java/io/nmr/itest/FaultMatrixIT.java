package io.nmr.itest;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.nmr.faults.Fault.Group;
import io.nmr.faults.FaultCase;
import io.nmr.faults.Leaving;
import io.nmr.faults.Moment;
import io.nmr.faults.Place.Kind;
import io.nmr.faults.Watch;
import io.nmr.faults.Who;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The part of the fault matrix that needs bundles: whatever of itself or of its peer a module
 * stops, uninstalls, updates or refreshes, wherever the registrar lets it. One framework for all
 * cases.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FaultMatrixIT {
  private static final List<String> ORDER =
      List.of(
          "CLIENT_ATTACH",
          "PROVIDER_ATTACH",
          "CLIENT_DETACH",
          "PROVIDER_DETACH",
          "CLIENT_CLEANUP",
          "PROVIDER_CLEANUP");

  private static final String RUN = "not at all, but run";

  private Osgi osgi;
  private Module unrelated;
  private int number;

  @BeforeAll
  void start() throws Exception {
    osgi = Osgi.withRegistrar();
    osgi.startProvider("unrelated");
    unrelated = osgi.startClient("unrelated-client");
  }

  @AfterAll
  void stop() throws Exception {
    osgi.close();
  }

  /** What of the enumeration is not run here, and why. */
  private static Optional<String> leftOut(FaultCase each) {
    if (each.leftOut().isPresent()) {
      return each.leftOut();
    }
    if (each.fault().group != Group.STOPS && each.fault().group != Group.BUNDLES) {
      return Optional.of("it needs no bundle: it is run on the core");
    }
    if (!each.leaving().isStop) {
      return Optional.of("bundles are stopped; who deregisters is run on the core");
    }
    boolean isOfDetach =
        List.of(Kind.DETACH, Kind.CLEANUP, Kind.TOLD).contains(each.place().kind)
            || each.moment() == Moment.DURING_DETACH;
    if (!isOfDetach && each.leaving() != Leaving.CLIENT_STOPS) {
      return Optional.of("the fault itself makes one leave");
    }
    return isOfDetach
            && each.moment() == Moment.DURING_ATTACH
            && each.leaving() == Leaving.BOTH_STOP
        ? Optional.of("one bundle is starting still, and its stop waits for that first")
        : Optional.empty();
  }

  @TestFactory
  Stream<DynamicNode> H8_no_fault_with_bundles_stops_the_protocol() {
    List<FaultCase> possible =
        FaultCase.product().stream().filter(each -> leftOut(each).isEmpty()).toList();
    Map<String, List<FaultCase>> cases =
        FaultCase.chosen(possible).stream()
            .collect(
                groupingBy(each -> each.place() + " " + each.moment(), TreeMap::new, toList()));
    return cases.entrySet().stream()
        .map(
            each ->
                dynamicContainer(
                    each.getKey(),
                    each.getValue().stream()
                        .map(one -> dynamicTest(one.toString(), () -> run(one)))));
  }

  /** What the core's tests do not print already. */
  @Test
  void what_is_left_out_has_a_reason() {
    Map<String, Long> byReason =
        FaultCase.product().stream()
            .filter(each -> each.leftOut().isEmpty())
            .map(each -> leftOut(each).orElse(RUN))
            .collect(groupingBy(reason -> reason, TreeMap::new, counting()));
    byReason.forEach((reason, cases) -> System.out.println("left out, " + reason + ": " + cases));
    assertThat(byReason.get(RUN)).isGreaterThan(300);
  }

  private void run(FaultCase each) throws Exception {
    osgi.outside.forgetEvents();
    osgi.log.clear();
    FaultScene scene = new FaultScene(osgi, each, ++number);
    try {
      scene.run();
      assertDone(scene, each);
      assertNothingIsLeft(scene);
      assertCallbacks(scene);
      assertLogged(scene);
      assertOthersWork();
    } catch (Throwable failed) {
      begin();
      throw failed;
    }
  }

  /** Afresh: what a case has left behind is not to fail the next ones. */
  private void begin() throws Exception {
    Osgi broken = osgi;
    Doing.run("close", broken::close);
    start();
  }

  private static void assertDone(FaultScene scene, FaultCase each) {
    Watch.until("it has gone wrong, and has returned", scene::isOver);
    if (!scene.isHeldByFramework()) {
      assertThat(scene.outcome()).as("what the framework has thrown at the culprit").isNull();
    }
    if (each.place().kind.isCall()) {
      assertThat(scene.answer()).isEqualTo(scene.main(each.place().culprit).name());
    }
  }

  private void assertNothingIsLeft(FaultScene scene) {
    Watch.until(
        "nothing is left of the pair",
        () -> osgi.runtime().registrations().stream().noneMatch(scene::isOfPair));
    assertThat(osgi.runtime().pending()).isEmpty();
    assertThat(osgi.runtime().bindings()).hasSize(1);
  }

  /** Each at most once and in order; all of them, or those of a pair that declined. */
  private void assertCallbacks(FaultScene scene) {
    Map<String, List<String>> callbacks = new LinkedHashMap<>();
    for (String event : osgi.outside.events()) {
      int at = event.indexOf(":#");
      if (at > 0) {
        String[] words = event.substring(at + 2).split(" ");
        if (ORDER.contains(words[1])) {
          callbacks.computeIfAbsent(words[0], any -> new ArrayList<>()).add(words[1]);
        }
      }
    }
    assertThat(callbacks).as("bindings").isNotEmpty();
    callbacks.forEach((binding, all) -> assertCallbacks(binding, all, scene.isHeldByFramework()));
  }

  private static void assertCallbacks(
      String binding, Collection<String> callbacks, boolean isAbandoned) {
    boolean mayLack = isAbandoned || callbacks.size() <= 2; // the side that has left is not called
    assertThat(callbacks)
        .as("callbacks of binding " + binding)
        .containsExactlyElementsOf(
            ORDER.stream().filter(each -> !mayLack || callbacks.contains(each)).toList());
  }

  private void assertLogged(FaultScene scene) {
    if (scene.isHeldByFramework()) {
      assertThat(osgi.log).anyMatch(line -> line.contains("abandoned"));
    } else if (scene.isStop()) {
      assertThat(osgi.log)
          .anyMatch(
              line ->
                  line.startsWith("warn")
                      && line.contains(scene.target().name() + " (")
                      && line.contains("comes from inside"));
    }
    // The classes of a bundle that has gone are gone.
    assertThat(osgi.log)
        .filteredOn(line -> line.contains("failed and is taken as done"))
        .allMatch(
            line ->
                !scene.isRefresh()
                    && line.contains(scene.target().name() + " of ")
                    && line.contains("NoClassDefFoundError"));
  }

  private void assertOthersWork() throws Exception {
    assertThat(unrelated.call("x")).isEqualTo("unrelated did x");
    String provider = "fresh-provider-" + number;
    Module fresh = osgi.start(FaultScene.duplex(Who.PROVIDER, provider));
    Module client = osgi.start(FaultScene.duplex(Who.CLIENT, "fresh-client-" + number));
    assertThat(client.commands().apply("call " + provider)).isEqualTo(provider);
    fresh.bundle().uninstall();
    client.bundle().uninstall();
  }
}
