package io.nmr.itest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** Every rule is shown on both frameworks, and {@code docs/conformance.md} says so. */
@Tag("conformance")
class ConformanceReportIT {
  private static final Path REPORTS = Path.of(System.getProperty("itest.reports", "."));
  private static final Path DOCS = Path.of(System.getProperty("itest.docs", "."));
  private static final Path DOCUMENT = DOCS.resolve("conformance.md");

  private Map<String, String> rules;
  private Map<Results.RuleTest, String> felix;
  private Map<Results.RuleTest, String> equinox;

  @BeforeEach
  void read() throws Exception {
    rules = Rules.in(DOCS);
    felix = Results.in(REPORTS.resolve("felix"));
    equinox = Results.in(REPORTS.resolve("equinox"));
  }

  private static List<String> numbers() {
    return Stream.concat(
            IntStream.rangeClosed(1, 23).mapToObj(number -> "R" + number),
            IntStream.rangeClosed(1, 8).mapToObj(number -> "H" + number))
        .toList();
  }

  private static List<String> shown(Map<Results.RuleTest, String> results) {
    return results.entrySet().stream()
        .filter(each -> each.getValue().equals("passed"))
        .map(each -> each.getKey().rule())
        .toList();
  }

  @Test
  void every_rule_has_a_test_that_has_passed_on_each_framework() {
    assertThat(rules).containsOnlyKeys(numbers());
    assertThat(shown(felix)).as("rules shown on Felix").containsAll(numbers());
    assertThat(shown(equinox)).as("rules shown on Equinox").containsAll(numbers());
  }

  @Test
  void a_tests_name_bears_a_rule_that_there_is() {
    assertThat(Stream.concat(felix.keySet().stream(), equinox.keySet().stream()))
        .allMatch(each -> rules.containsKey(each.rule()));
  }

  /** It is of the baseline's run. */
  @EnabledOnJre(JRE.JAVA_17)
  @Test
  void the_document_says_what_the_results_say() throws Exception {
    String text =
        new ConformanceDocument(rules, felix, equinox)
            .text(
                System.getProperty("itest.felix.version"),
                System.getProperty("itest.equinox.version"));
    if (Boolean.getBoolean("itest.conformance.write")) {
      Files.writeString(DOCUMENT, text);
    }

    assertThat(DOCUMENT)
        .as("write it anew: mvn verify -Pconformance-report -pl itest -am")
        .hasContent(text);
  }
}
