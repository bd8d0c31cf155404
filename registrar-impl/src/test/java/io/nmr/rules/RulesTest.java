package io.nmr.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of {@code docs/rules.md} has a statement, one deciding line, and tests. */
class RulesTest {
  private static final Path PROJECT = Path.of("..");

  private static String document;
  private static Sources sources;

  @BeforeAll
  static void read() throws Exception {
    document = Files.readString(PROJECT.resolve("docs/rules.md"));
    sources = Sources.of(PROJECT);
  }

  @Test
  void the_document_the_code_and_the_tests_fit_together() {
    assertThat(RuleCheck.faults(document, sources)).isEmpty();
  }

  /** One thing that is wrong with R18, and how that is said. */
  record Wrong(String fault, UnaryOperator<String> inDocument, UnaryOperator<String> inCode) {
    @Override
    public String toString() {
      return fault;
    }
  }

  private static Wrong inDocument(String fault, String what, String instead) {
    return new Wrong(fault, text -> text.replaceFirst(what, instead), UnaryOperator.identity());
  }

  private static Wrong inCode(String fault, String what, String instead) {
    return new Wrong(fault, UnaryOperator.identity(), text -> text.replaceFirst(what, instead));
  }

  static Stream<Wrong> wrongs() {
    String item = "(?s)- \\*\\*R18\\.";
    return Stream.of(
        inDocument("R18 has no statement", item + ".*?\\*\\*", "- **R18.**"),
        inDocument("R19 stands where number 18 is due", item + ".*?(?=- \\*\\*R19)", ""),
        inDocument("a deciding line in .* is of R18", item + ".*?(?=- \\*\\*R19)", ""),
        inDocument("a test in DetachRulesTest is of R18", item + ".*?(?=- \\*\\*R19)", ""),
        inDocument("R18 is kept in , which is not in .*", "(" + item + ".*?)  - Kept.*?\n", "$1"),
        inDocument(
            "R18 is kept in NoClass.m, .*", "(" + item + ".*?Kept in \\[`).*?`", "$1NoClass.m`"),
        inDocument(
            "R18 is kept in CoreBinding.no, .*",
            "(" + item + ".*?Kept in \\[`CoreBinding\\.).*?`",
            "$1no`"),
        inDocument(
            "R18 is kept in .*, which is not in .*/No.java",
            "(" + item + ".*?)/\\w+\\.java",
            "$1/No.java"),
        inDocument(
            "R18 has its deciding line outside of CoreBinding.attach",
            "(" + item + ".*?Kept in \\[`CoreBinding\\.).*?`",
            "$1attach`"),
        inDocument("R18 has no test", "(" + item + ".*?Tests: ).*?\n", "$1\n"),
        inDocument("R18 has no test in NoTest", "(" + item + ".*?Tests: ).*?\n", "$1`NoTest`\n"),
        inDocument(
            "R18 has no test in AttachRulesTest",
            "(" + item + ".*?Tests: ).*?\n",
            "$1`AttachRulesTest`\n"),
        inCode("R18 has 0 deciding lines", "// R18: ", "// R18 "),
        inCode("R18 has 2 deciding lines", "(// R18: )", "$1again // R18: "),
        inCode(
            "R18 has its deciding line outside of .*", "(?s)^(.*)// R18: ", "// R18: moved\n$1// "),
        inCode("a deciding line in .* is of R99", "// R18: ", "// R99: "));
  }

  @ParameterizedTest
  @MethodSource("wrongs")
  void whatever_is_wrong_is_said(Wrong wrong) {
    String file =
        Rule.in(document).stream()
            .filter(each -> each.number().equals("R18"))
            .map(each -> RuleCheck.fileOf(each))
            .findFirst()
            .orElseThrow();
    String changed = wrong.inDocument.apply(document);
    assertThat(RuleCheck.faults(changed, sources.with(file, wrong.inCode)))
        .anyMatch(each -> each.matches(wrong.fault));
  }
}
