package io.nmr.itest.report;

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** How the tests of rules went on one framework, from Failsafe's reports. */
final class Results {
  private static final Pattern NAME = Pattern.compile("(([RH]\\d+)_\\w+).*", Pattern.DOTALL);

  /** One test: {@code Class.method} and the rule that it shows. */
  record RuleTest(String rule, String name) implements Comparable<RuleTest> {
    @Override
    public int compareTo(RuleTest other) {
      return name.compareTo(other.name);
    }
  }

  private Results() {}

  /**
   * Passed, failed or skipped, by test; one with several sets of arguments has passed if all have.
   */
  static Map<RuleTest, String> in(Path reports) throws Exception {
    Map<RuleTest, String> results = new TreeMap<>();
    DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(reports, "TEST-*.xml")) {
      for (Path each : files) {
        add(results, parser.parse(each.toFile()));
      }
    }
    return results;
  }

  private static void add(Map<RuleTest, String> results, Document report) {
    NodeList cases = report.getElementsByTagName("testcase");
    for (int each = 0; each < cases.getLength(); each++) {
      Element test = (Element) cases.item(each);
      Matcher name = NAME.matcher(test.getAttribute("name"));
      if (name.matches()) {
        String type = test.getAttribute("classname");
        String full = type.substring(type.lastIndexOf('.') + 1) + "." + name.group(1);
        results.merge(new RuleTest(name.group(2), full), resultOf(test), Results::worse);
      }
    }
  }

  private static String resultOf(Element test) {
    if (has(test, "failure") || has(test, "error")) {
      return "failed";
    }
    return has(test, "skipped") ? "skipped" : "passed";
  }

  private static boolean has(Element test, String child) {
    return test.getElementsByTagName(child).getLength() > 0;
  }

  private static String worse(String one, String other) {
    return one.equals("passed") || other.equals("failed") ? other : one;
  }
}
