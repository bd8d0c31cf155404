package io.nmr.itest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbered rules in a few words, from the table in {@code docs/rules.md}. */
final class Rules {
  private static final Pattern ROW = Pattern.compile("^\\| ([RH]\\d+)[ †]*\\| ([^|]+) \\|.*");

  private Rules() {}

  /** By number, in order. */
  static Map<String, String> in(Path docs) throws IOException {
    Map<String, String> rules = new LinkedHashMap<>();
    for (String line : Files.readAllLines(docs.resolve("rules.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rules.putIfAbsent(row.group(1), row.group(2)); // other tables come later
      }
    }
    return rules;
  }
}
