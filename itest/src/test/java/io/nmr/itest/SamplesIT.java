package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** The sample modules, as built, used as a person uses them. */
@Timeout(120)
class SamplesIT {
  private static final int SWAPS = 100;

  private SampleStack stack;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    stack = new SampleStack(folder, Map.of()).started();
  }

  @AfterEach
  void stop() throws Exception {
    stack.close();
  }

  @Test
  void R2_the_whole_stack_attaches_and_serves() throws Exception {
    assertThat(stack.samples).allMatch(each -> each.getState() == Bundle.ACTIVE);
    assertThat(stack.resolve("one.itest").body()).contains("10.1.2.3");
    stack.assertEchoes();
    assertThat(stack.osgi.runtime().declines())
        .anySatisfy(decline -> assertThat(decline.text("reason")).contains("wants version [2,3)"));
  }

  @Test
  void R12_the_gateway_goes_on_with_the_next_best_resolver() throws Exception {
    assertThat(stack.resolve("one.itest").statusCode()).isEqualTo(200);

    stack.sample("hosts").stop();

    assertThat(stack.resolve("localhost").body()).contains("127.0.0.1");
    stack.sample("dns").stop();
    assertThat(stack.resolve("localhost").statusCode()).isEqualTo(503);
    stack.sample("hosts").start();
    assertThat(stack.resolve("one.itest").body()).contains("10.1.2.3");
  }

  @Test
  void H2_the_stack_serves_again_after_all_of_it_was_stopped_in_either_order() throws Exception {
    List<Bundle> order = new ArrayList<>(stack.samples);
    for (int round = 0; round < 2; round++) {
      for (Bundle each : order) {
        each.stop();
        assertThat(each.getState()).as("%s", each).isNotEqualTo(Bundle.STOPPING);
      }
      assertThat(stack.osgi.runtime().registrations()).isEmpty();
      Collections.reverse(order);
      for (Bundle each : order) {
        each.start();
      }
      assertThat(stack.resolve("one.itest").body()).contains("10.1.2.3");
      stack.assertEchoes();
    }
    assertThat(stack.osgi.log).noneMatch(line -> line.startsWith("warn"));
  }

  @Test
  void H1_a_module_that_unloads_itself_leaves_nothing_to_warn_of() throws Exception {
    stack.sample("manual").stop();

    assertThat(stack.sample("manual").getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(stack.console.lines()).anyMatch(line -> line.startsWith("manual: done"));
    assertThat(stack.osgi.log).noneMatch(line -> line.startsWith("warn"));
  }

  @Test
  void R13_a_hundred_hot_swaps_of_a_resolver_under_the_samples_load_fail_no_call()
      throws Exception {
    stack.load("start", "2");

    for (int swap = 0; swap < SWAPS; swap++) {
      stack.sample("hosts").update();
    }

    stack.load("stop");
    assertThat(stack.console.awaitLine("load: stopped .* failures (\\d+)")).isEqualTo("0");
    assertThat(Long.parseLong(stack.console.awaitLine("load: stopped .*: calls (\\d+),.*")))
        .isGreaterThan(SWAPS);
  }
}
