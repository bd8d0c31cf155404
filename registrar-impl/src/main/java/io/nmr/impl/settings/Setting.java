package io.nmr.impl.settings;

import io.nmr.runtime.InvalidSettingException;
import java.util.Arrays;
import java.util.Comparator;

/** All settings, in the order in which they are shown. */
enum Setting {
  WARN("nmr.hold.warn", "5s"),
  DEADLINE("nmr.hold.deadline", "none"),
  POLICY("nmr.hold.policy", "wait"),
  RULES("nmr.hold.rules", "none"),
  DECLINES("nmr.history.declines", "256"),
  ABANDONS("nmr.history.abandons", "256"),
  FAILURES("nmr.history.failures", "256");

  /** The value of a setting that is to have no value, where the setting allows that. */
  static final String NONE = "none";

  final String property;
  final String byDefault;

  Setting(String property, String byDefault) {
    this.property = property;
    this.byDefault = byDefault;
  }

  /** The exception for a bad value of this setting. */
  InvalidSettingException refused(String problem) {
    return new InvalidSettingException(property, problem);
  }

  static void requireKnown(String property) {
    if (Arrays.stream(values()).noneMatch(each -> each.property.equals(property))) {
      throw new InvalidSettingException(property, "is no setting; " + known(property));
    }
  }

  private static String known(String property) {
    String[] known = Arrays.stream(values()).map(each -> each.property).toArray(String[]::new);
    return Arrays.stream(known)
        .min(Comparator.comparingInt(name -> distance(name, property)))
        .filter(name -> distance(name, property) <= Math.max(3, name.length() / 3))
        .map(name -> "did you mean " + name + "?")
        .orElseGet(() -> "there are " + String.join(", ", known));
  }

  /** How many letters must be inserted, removed or changed to turn one text into the other. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, index -> index);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
