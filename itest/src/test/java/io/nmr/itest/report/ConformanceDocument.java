package io.nmr.itest.report;

import io.nmr.itest.report.Results.RuleTest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What {@code docs/conformance.md} has to say. */
final class ConformanceDocument {
  private static final String NOT_RUN = "not run";

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
    text.append("# Conformance\n\n")
        .append(
            "Every rule by its number, the tests that show it on the registrar as deployed, and how")
        .append(" they went on each\nframework. Written from the reports of both runs by")
        .append(" `mvn verify -Pconformance-report -pl itest -am`; the build fails\n")
        .append(
            "where it says anything else than the reports do, or a rule has no test that has passed")
        .append(" on both.\n\n")
        .append(
            "The tests are in `itest`. Those in `…ConformanceIT` are written from the rules alone,")
        .append(" as a module would be: in a bundle,\nagainst `io.nmr`, `io.nmr.runtime` and")
        .append(" `io.nmr.util`, with registrars of other bundles. The others drive the bundles\n")
        .append(
            "of a framework from outside. What keeps a rule, and how its tests were seen to fail:")
        .append(" [rules.md](rules.md).\n\n")
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
