package io.nmr.rules;

import io.nmr.rules.Sources.DecidingLine;
import io.nmr.rules.Sources.Extent;
import io.nmr.rules.Sources.RuleTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds where the document of the rules, the code and the tests do not fit together. */
final class RuleCheck {
  private static final Path DOCS = Path.of("docs");

  private final List<Rule> rules;
  private final Sources sources;
  private final List<DecidingLine> decidingLines;
  private final Set<RuleTest> tests;
  private final List<String> faults = new ArrayList<>();

  private RuleCheck(List<Rule> rules, Sources sources) {
    this.rules = rules;
    this.sources = sources;
    this.decidingLines = sources.decidingLines();
    this.tests = sources.tests();
  }

  /** What is wrong, a line each; empty if nothing is. */
  static List<String> faults(String document, Sources sources) {
    RuleCheck check = new RuleCheck(Rule.in(document), sources);
    check.numbers();
    check.rules.forEach(check::rule);
    check.strangers();
    return check.faults;
  }

  /** R1, R2, … and H1, H2, … in this order, each once. */
  private void numbers() {
    Map<Character, Integer> last = new HashMap<>();
    for (Rule each : rules) {
      char kind = each.number().charAt(0);
      int number = Integer.parseInt(each.number().substring(1));
      int due = last.getOrDefault(kind, 0) + 1;
      if (number != due) {
        faults.add(each.number() + " stands where number " + due + " is due");
      }
      last.put(kind, number);
    }
  }

  private void rule(Rule rule) {
    if (rule.title().isEmpty()) {
      faults.add(rule.number() + " has no statement");
    }
    decidingLine(rule);
    tests(rule);
  }

  private void decidingLine(Rule rule) {
    List<DecidingLine> lines =
        decidingLines.stream().filter(each -> each.rule().equals(rule.number())).toList();
    if (lines.size() != 1) {
      faults.add(rule.number() + " has " + lines.size() + " deciding lines");
    }
    String file = fileOf(rule);
    List<Extent> extents =
        sources.methods(file).stream().filter(each -> each.method().equals(rule.keptIn())).toList();
    if (extents.isEmpty()) {
      faults.add(rule.number() + " is kept in " + rule.keptIn() + ", which is not in " + file);
    }
    for (DecidingLine each : lines) {
      if (!each.file().equals(file) || extents.stream().noneMatch(in -> contains(in, each))) {
        faults.add(rule.number() + " has its deciding line outside of " + rule.keptIn());
      }
    }
  }

  /** Where the rule is said to be kept, relative to the project. */
  static String fileOf(Rule rule) {
    return DOCS.resolve(rule.file()).normalize().toString().replace('\\', '/');
  }

  private static boolean contains(Extent method, DecidingLine line) {
    return method.start() <= line.offset() && line.offset() < method.end();
  }

  private void tests(Rule rule) {
    if (rule.tests().isEmpty()) {
      faults.add(rule.number() + " has no test");
    }
    for (String each : rule.tests()) {
      if (!tests.contains(new RuleTest(rule.number(), each))) {
        faults.add(rule.number() + " has no test in " + each);
      }
    }
  }

  /** Whatever bears a number that the document lacks. */
  private void strangers() {
    Set<String> known = rules.stream().map(Rule::number).collect(Collectors.toSet());
    for (DecidingLine each : decidingLines) {
      if (!known.contains(each.rule())) {
        faults.add("a deciding line in " + each.file() + " is of " + each.rule());
      }
    }
    for (RuleTest each : tests) {
      if (!known.contains(each.rule())) {
        faults.add("a test in " + each.type() + " is of " + each.rule());
      }
    }
  }
}
