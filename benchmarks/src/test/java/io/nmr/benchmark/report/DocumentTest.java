package io.nmr.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.benchmark.measure.Block;
import io.nmr.benchmark.measure.Figure;
import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentTest {
  private static final Path PAGE = Path.of("..", "docs", "performance.md");

  private static final List<String> SETTINGS =
      List.of("1 register", "1 deregister", "1 memory", "9 swaps, failed calls");

  @TempDir private Path folder;

  private static Results results() {
    Results results = new Results();
    results.add(new Measure(Block.SYNC, Block.NMR, "1 thread", "ns", Figure.of(2)));
    results.add(new Measure(Block.SYNC, "direct call", "1 thread", "ns", Figure.of(1)));
    return results;
  }

  @Test
  void the_page_has_a_section_for_everything_and_only_these_are_replaced() throws IOException {
    Path copy = folder.resolve("performance.md");
    Files.copy(PAGE, copy);

    Document.write(copy, Map.of("JDK", "17"), results());
    String once = Files.readString(copy);
    Document.write(copy, Map.of("JDK", "17"), results());

    assertThat(once)
        .contains("| JDK | 17 |")
        .contains("| direct call | 1.00 (0.50×) |")
        .contains("| guarded ÷ direct call, 1 thread | ≤ 6 | ≤ 2.5 | 2.00 | aim |")
        .startsWith("# Performance\n");
    assertThat(Files.readString(copy)).isEqualTo(once);
  }

  @Test
  void a_chart_is_drawn_of_what_there_is() throws IOException {
    assertThat(Charts.write(results(), folder)).containsExactly(folder.resolve("calls.svg"));
    assertThat(folder.resolve("calls.svg")).content().contains("<svg", "<path");
  }

  /** Nobody but we holds a stop back, so there is nothing to draw of the others. */
  @Test
  void every_chart_is_drawn_with_gaps_and_without() throws IOException {
    Results results = results();
    for (Block block : Block.values()) {
      if (block != Block.SYNC) {
        for (String setting : SETTINGS) {
          results.add(new Measure(block, Block.NMR, setting, "ns", Figure.of(90)));
        }
        results.add(new Measure(block, "another", SETTINGS.get(0), "ns", Figure.of(0)));
      }
    }
    assertThat(Charts.write(results, folder)).hasSameSizeAs(Picture.ALL);
  }

  @Test
  void the_page_shows_every_chart() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(Picture.ALL)
        .allSatisfy(each -> assertThat(page).contains("(charts/" + each.name() + ".svg)"));
  }
}
