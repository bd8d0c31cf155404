package io.nmr.benchmark.report;

import io.nmr.benchmark.measure.Measure;
import io.nmr.benchmark.measure.Results;
import java.util.Map;
import java.util.stream.Collectors;

/** Formats a run as JSON. */
public final class JsonReport {
  private JsonReport() {}

  /** The JSON text. */
  public static String of(Map<String, String> machine, Results results) {
    return """
        {
          "machine": {
        %s
          },
          "measures": [
        %s
          ],
          "goals": [
        %s
          ]
        }
        """
        .formatted(
            machine.entrySet().stream()
                .map(fact -> "    " + text(fact.getKey()) + ": " + text(fact.getValue()))
                .collect(Collectors.joining(",\n")),
            results.all().stream()
                .map(measure -> "    " + measure(measure, results))
                .collect(Collectors.joining(",\n")),
            Goal.outcomes(results).stream()
                .map(outcome -> "    " + goal(outcome))
                .collect(Collectors.joining(",\n")));
  }

  private static String measure(Measure measure, Results results) {
    return "{"
        + String.join(
            ", ",
            "\"group\": " + text(measure.block().group().word()),
            "\"measured\": " + text(measure.block().title()),
            "\"setting\": " + text(measure.setting()),
            "\"subject\": " + text(measure.subject()),
            "\"unit\": " + text(measure.unit()),
            "\"median\": " + measure.figure().median(),
            "\"p90\": " + measure.figure().p90(),
            "\"samples\": " + measure.figure().samples(),
            "\"ratio\": "
                + results.ratio(measure).stream()
                    .mapToObj(Double::toString)
                    .findFirst()
                    .orElse("null"))
        + "}";
  }

  private static String goal(Goal.Outcome outcome) {
    return "{"
        + String.join(
            ", ",
            "\"goal\": " + text(outcome.goal().title()),
            "\"atLeast\": " + text(outcome.goal().leastText()),
            "\"aim\": " + text(outcome.goal().aimText()),
            "\"figure\": " + outcome.figure(),
            "\"verdict\": " + text(outcome.verdict().toString()))
        + "}";
  }

  private static String text(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (int index = 0; index < value.length(); index++) {
      char each = value.charAt(index);
      if (each == '"' || each == '\\') {
        text.append('\\').append(each);
      } else if (each < ' ') {
        text.append("\\u%04x".formatted((int) each));
      } else {
        text.append(each);
      }
    }
    return text.append('"').toString();
  }
}
