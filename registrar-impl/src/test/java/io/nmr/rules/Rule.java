package io.nmr.rules;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rule as {@code docs/rules.md} states it, which is the only list of the rules. What the
 * document leaves out is empty here.
 *
 * @param number such as {@code R12}
 * @param title the rule in a few words
 * @param keptIn the method that decides it, such as {@code NpiTable.Key.of}
 * @param file the file of that method, relative to the document
 * @param tests the simple names of test classes
 */
public record Rule(String number, String title, String keptIn, String file, List<String> tests) {
  private static final Pattern ITEM =
      Pattern.compile(
          "^- \\*\\*([RH]\\d+)\\.(.*?)\\*\\*(.*?)(?=^- |^#|\\z)",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern KEPT_IN = Pattern.compile("Kept in \\[`(.*)`]\\((.*)\\)");
  private static final Pattern TESTS = Pattern.compile("Tests: (.*)", Pattern.DOTALL);
  private static final Pattern TEST = Pattern.compile("`(\\w+)`");

  /** The rules that the document lists, in its order. */
  public static List<Rule> in(String document) {
    return ITEM.matcher(document).results().map(Rule::of).toList();
  }

  private static Rule of(MatchResult item) {
    Matcher place = KEPT_IN.matcher(item.group(3));
    boolean isKept = place.find();
    Matcher tests = TESTS.matcher(item.group(3));
    return new Rule(
        item.group(1),
        item.group(2).strip().replaceAll("\\s+", " "),
        isKept ? place.group(1) : "",
        isKept ? place.group(2) : "",
        tests.find()
            ? TEST.matcher(tests.group(1)).results().map(each -> each.group(1)).toList()
            : List.of());
  }
}
