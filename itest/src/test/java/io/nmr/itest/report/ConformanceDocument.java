package io.nmr.itest.report;

import io.nmr.itest.report.Results.RuleTest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What {@code docs/evidence/conformance.md} has to say. */
final class ConformanceDocument {
  private static final String NOT_RUN = "not run";

  private static final String INTRO =
      """
      # Conformance

      Every rule with the tests that show it on the registrar as deployed, and the result of each test on both frameworks.
      `mvn verify -Pconformance-report -pl itest -am` writes this page from the reports of both runs. The build fails where
      the page differs from the reports, or where no test of a rule has passed on both frameworks.

      The tests are in `itest`. Those in `…ConformanceIT` are written from the rules alone, as a module would be: in a bundle,
      against `io.nmr`, `io.nmr.runtime` and `io.nmr.util`, beside registrars of other bundles. The others drive the bundles of
      a framework from outside. What each rule says: [rules.md](../rules.md). How its tests were seen to fail:
      [red-runs.md](red-runs.md).

      """;

  private final Map<String, String> rules;
  private final Map<RuleTest, String> felix;
  private final Map<RuleTest, String> equinox;

  ConformanceDocument(
      Map<String, String> rules, Map<RuleTest, String> felix, Map<RuleTest, String> equinox) {
    this.rules = rules;
    this.felix = felix;
    this.equinox = equinox;
  }

  private Set<RuleTest> tests() {
    Set<RuleTest> all = new TreeSet<>(felix.keySet());
    all.addAll(equinox.keySet());
    return all;
  }

  String text(String felixVersion, String equinoxVersion) {
    StringBuilder text = new StringBuilder();
    text.append(INTRO)
        .append(rules.size() + " rules, " + tests().size() + " tests.\n\n")
        .append("| rule | test | Felix " + felixVersion + " | Equinox " + equinoxVersion + " |\n")
        .append("| --- | --- | --- | --- |\n");
    rules.forEach((rule, words) -> appendRule(text, rule, words));
    return text.toString();
  }

  private void appendRule(StringBuilder text, String rule, String words) {
    text.append("| **" + rule + "** | *" + words + "* | | |\n");
    for (RuleTest each : tests()) {
      if (each.rule().equals(rule)) {
        text.append("| " + rule + " | `" + each.name() + "` | ")
            .append(felix.getOrDefault(each, NOT_RUN))
            .append(" | ")
            .append(equinox.getOrDefault(each, NOT_RUN))
            .append(" |\n");
      }
    }
  }
}
