package io.nmr.itest.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.rules.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** Every rule is shown on both frameworks, and {@code docs/evidence/conformance.md} says so. */
@Tag("conformance")
class ConformanceReportIT {
  private static final Path REPORTS = Path.of(System.getProperty("itest.reports", "."));
  private static final Path DOCS = Path.of(System.getProperty("itest.docs", "."));
  private static final Path DOCUMENT = DOCS.resolve("evidence/conformance.md");

  private Map<String, String> rules;
  private Map<Results.RuleTest, String> felix;
  private Map<Results.RuleTest, String> equinox;

  @BeforeEach
  void read() throws Exception {
    rules = new LinkedHashMap<>();
    Rule.in(Files.readString(DOCS.resolve("rules.md")))
        .forEach(each -> rules.put(each.number(), each.title()));
    felix = Results.in(REPORTS.resolve("felix"));
    equinox = Results.in(REPORTS.resolve("equinox"));
  }

  private static List<String> shown(Map<Results.RuleTest, String> results) {
    return results.entrySet().stream()
        .filter(each -> each.getValue().equals("passed"))
        .map(each -> each.getKey().rule())
        .toList();
  }

  @Test
  void every_rule_has_a_test_that_has_passed_on_each_framework() {
    assertThat(rules).isNotEmpty();
    assertThat(shown(felix)).as("rules shown on Felix").containsAll(rules.keySet());
    assertThat(shown(equinox)).as("rules shown on Equinox").containsAll(rules.keySet());
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
        .as("to be written by mvn verify -Pconformance-report -pl itest -am")
        .hasContent(text);
  }
}
