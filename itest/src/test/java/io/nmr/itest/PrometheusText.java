package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer in Prometheus' text format 0.0.4, read strictly: each sample belongs to the metric
 * whose HELP and TYPE stand above it, no series is there twice, and histograms add up.
 */
final class PrometheusText {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (.*)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram)");
  private static final Pattern SAMPLE =
      Pattern.compile("(" + NAME + ")(?:\\{((?:" + LABEL + ",?)*)\\})? (\\S+)");

  private final Map<String, Double> samples = new LinkedHashMap<>();
  private final Map<String, String> types = new HashMap<>();
  private String help = "";
  private String metric = "";

  PrometheusText(String text) {
    assertThat(text).endsWith("\n").doesNotContain("\r");
    text.lines().forEach(this::line);
    types.forEach(
        (name, type) -> {
          if (type.equals("histogram")) {
            assertAddsUp(name);
          }
        });
  }

  private void line(String line) {
    Matcher isHelp = HELP.matcher(line);
    Matcher isType = TYPE.matcher(line);
    if (isHelp.matches()) {
      help = isHelp.group(1);
      assertThat(isHelp.group(2)).as(line).isNotBlank();
    } else if (isType.matches()) {
      metric = isType.group(1);
      assertThat(metric).as("HELP is above its TYPE").isEqualTo(help);
      assertThat(types.put(metric, isType.group(2))).as("a second " + line).isNull();
    } else {
      sample(line);
    }
  }

  private void sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    assertThat(sample.matches()).as(line).isTrue();
    String name = sample.group(1);
    String type = types.get(metric);
    if ("histogram".equals(type)) {
      assertThat(name).isIn(metric + "_bucket", metric + "_sum", metric + "_count");
    } else {
      assertThat(name).isEqualTo(metric);
    }
    if ("counter".equals(type)) {
      assertThat(name).endsWith("_total");
    }
    String labels = sample.group(2) == null ? "" : "{" + sample.group(2) + "}";
    Double former = samples.put(name + labels, number(sample.group(3)));
    assertThat(former).as("a second " + name + labels).isNull();
  }

  private static double number(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  /** Buckets never fall, and the last has all. */
  private void assertAddsUp(String name) {
    Map<String, Double> last = new HashMap<>();
    samples.forEach(
        (series, value) -> {
          if (series.startsWith(name + "_bucket")) {
            String others = series.replaceAll(",?le=\"[^\"]*\"", "").replace("{}", "");
            String of = others.replace("_bucket", "_count");
            assertThat(value).as(series).isGreaterThanOrEqualTo(last.getOrDefault(of, 0.0));
            last.put(of, value);
          }
        });
    assertThat(last).as("buckets of " + name).isNotEmpty();
    last.forEach((count, value) -> assertThat(samples.get(count)).as(count).isEqualTo(value));
  }

  /** The value of a series, written as in the text; 0 for one that is not there. */
  double value(String series) {
    return samples.getOrDefault(series, 0.0);
  }

  /** Whether there is any series of that name. */
  boolean has(String name) {
    return samples.keySet().stream().anyMatch(series -> series.split("\\{")[0].equals(name));
  }
}
