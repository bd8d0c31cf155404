package io.nmr.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Group;
import io.nmr.benchmark.measure.Results;
import io.nmr.benchmark.measure.Scale;
import io.nmr.benchmark.report.JsonReport;
import io.nmr.benchmark.report.TextTables;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One tiny iteration of everything, so that no benchmark rots. Nothing is said of how long anything
 * takes.
 */
@Timeout(600)
class BenchmarksIT {
  static {
    System.setProperty("jmh.ignoreLock", "true"); // figures that mean nothing disturb nobody
  }

  private static Results run(Group group) throws Exception {
    return new Run(Scale.TINY, Set.of(group)).measure(System.out);
  }

  private static List<Block> blocks(Group group) {
    return List.of(Block.values()).stream().filter(block -> block.group() == group).toList();
  }

  @ParameterizedTest
  @EnumSource
  void every_benchmark_runs_and_has_its_rows(Group group) throws Exception {
    Results results = run(group);

    for (Block block : blocks(group)) {
      assertThat(results.of(block)).as("figures of %s", block).isNotEmpty();
      assertThat(results.subjects(block)).as("subjects of %s", block).contains(block.reference());
    }
    assertThat(results.all())
        .allSatisfy(each -> assertThat(each.figure().median()).as("%s", each).isFinite());
    assertThat(results.of(Block.HOT_SWAP))
        .filteredOn(each -> each.unit().equals("calls") && each.subject().equals(Block.NMR))
        .allSatisfy(each -> assertThat(each.figure().median()).as("%s", each).isZero());
    assertThat(TextTables.figures(results)).contains(Block.NMR);
    assertThat(JsonReport.of(Map.of(), results)).contains("\"measures\"");
    assertThat(TextTables.goals(results)).doesNotContain("NaN");
  }
}
