package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;

/** A module with clients above and a provider below, and what is wired to its interfaces. */
@Timeout(60)
class StackIT {
  private Osgi osgi;
  private Module stack;
  private Module top;
  private Gate inside;
  private Doing call;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withRegistrar();
    osgi.startProvider("bottom");
    stack = osgi.start(TestBundle.module("stack", "StackModule"));
    top = osgi.start(TestBundle.module("top", "SetClient"));
    inside = osgi.outside.holdAt("stack:above x");
    call = top.calling("x");
    inside.awaitInside();
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private List<String> deregistering() {
    return osgi.runtime().registrations().stream()
        .filter(each -> each.get("isDeregistering").equals(true))
        .map(each -> each.text("side") + " " + each.text("number"))
        .toList();
  }

  @Test
  void H1_work_taken_from_above_finishes_with_what_is_below() throws Exception {
    Doing stop = stack.stopping();

    stack.assertHeld(stop);
    inside.leave();
    assertThat(call.await()).isEqualTo("1 had it that bottom did x");
    stop.await();
    assertThat(osgi.outside.events())
        .containsSubsequence("stack:above x", "bottom:worked x", "stack:detach", "stack:cleanup");
  }

  @Test
  void H1_providers_go_last_first_each_complete_before_the_next_and_clients_after_them()
      throws Exception {
    Doing stop = stack.stopping();

    stack.assertHeld(stop);
    assertThat(deregistering()).containsExactly("provider 1");
    assertThat(top.call("y")).isEqualTo("0 had it that bottom did y");

    Gate insideNext = osgi.outside.holdAt("stack:above z");
    Doing next = top.calling("z");
    insideNext.awaitInside();
    inside.leave();
    call.await();
    Held.awaitUntil(() -> deregistering().equals(List.of("provider 0")));
    assertThat(osgi.outside.events()).doesNotContain("stack:detach");
    insideNext.leave();
    assertThat(next.await()).isEqualTo("0 had it that bottom did z");
    stop.await();
    assertThat(osgi.outside.events()).contains("stack:detach");
  }

  /** With the interfaces' bundle all that is wired to it is refreshed. */
  @Test
  void H2_a_refresh_of_the_interfaces_bundle_is_held_for_the_modules_wired_to_it()
      throws Exception {
    assertRefreshIsHeld("contract");
  }

  /** With the API's bundle the registrar itself is refreshed. */
  @Test
  void H2_a_refresh_of_the_api_is_held_for_all() throws Exception {
    assertRefreshIsHeld("io.nmr.registrar.api");
  }

  private void assertRefreshIsHeld(String name) throws Exception {
    Bundle refreshed = osgi.bundle(name);
    // Which module is stopped first is the framework's affair, so the call is held in the lowest.
    Gate insideBelow = osgi.outside.holdAt("bottom:work x");
    inside.leave();
    insideBelow.awaitInside();

    Doing refresh = Doing.run("refresh " + name, () -> osgi.refresh(refreshed));

    Held.awaitAStopInRegistrar();
    assertThat(osgi.outside.events()).doesNotContain("stack:unload");
    insideBelow.leave();
    assertThat(call.await()).isEqualTo("1 had it that bottom did x");
    refresh.await();
    assertThat(top.call("y")).isEqualTo("1 had it that bottom did y");
  }
}
