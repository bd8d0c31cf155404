package io.nmr.itest.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes two runs of one scene comparable: what is another each time becomes a placeholder, here and
 * nowhere else, and so does any amount of white space, since columns are as wide as their ids.
 */
final class Placeholders {
  private record Rule(Pattern pattern, String placeholder) {
    static Rule of(String regex, String placeholder) {
      return new Rule(Pattern.compile(regex, Pattern.MULTILINE), placeholder);
    }
  }

  private static final List<Rule> RULES = rules();

  private Placeholders() {}

  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    // first what is known by its place in a line: ids in rows, calls that come and go, frames
    rules.add(Rule.of("^ *\\d+(?=\\|)", "ID"));
    rules.add(Rule.of("^ *\\d+(?= +io\\.nmr\\.|: client | +(?:remove|unload) )", "ID"));
    rules.add(Rule.of(", \\d+ calls?$", ""));
    rules.add(Rule.of("(?<=\\band )\\d+(?= more$)", "NUMBER"));
    // where a terminal's edge cuts a word depends on the digits before it
    rules.add(Rule.of("\\S*…$", "…"));
    // then the rest, wherever the document may have parted a line
    rules.add(Rule.of("\\s+", " "));
    rules.add(Rule.of("\\b\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\b", "TIME"));
    rules.add(Rule.of("(?:\\b\\d+ (?:h|min) )*\\b\\d+(?:\\.\\d+)? (?:ms|s|min|h)\\b", "DURATION"));
    rules.add(Rule.of("(?<=\\.java:)\\d+", "LINE"));
    rules.add(Rule.of("\\bjava\\.base@[\\d.]+/", "JDK/"));
    rules.add(Rule.of("(?<=://)[\\w.]+:\\d+", "HOST:PORT"));
    rules.add(Rule.of("(?<=nmr-sample-load-)\\d+", "NUMBER"));
    rules.add(Rule.of("(?<=\\bcalls |\\bper second |\\bretried )\\d+", "NUMBER"));
    rules.add(Rule.of("(?<=[\\[(])\\d+(?=[\\])])", "ID"));
    rules.add(Rule.of("(?<=\\b[Bb]inding |\\babandon |\\boperation |─ )\\d+", "ID"));
    return List.copyOf(rules);
  }

  static String in(String text) {
    String normal = text;
    for (Rule rule : RULES) {
      normal = rule.pattern.matcher(normal).replaceAll(rule.placeholder);
    }
    return normal.strip();
  }
}
