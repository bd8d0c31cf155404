package io.nmr.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What {@code nmr:bindings} has printed of the sample modules. */
record Bindings(String text) {
  private static final String SAMPLE = "io.nmr.sample.";

  /** A line of the table. */
  record Row(int id, String state, int clientCalls) {}

  Optional<Row> row(String npi, String client, String provider) {
    String module = " \\[\\d+\\] +";
    String line =
        "^ *(\\d+) +"
            + (Pattern.quote(SAMPLE + npi) + " +")
            + (Pattern.quote(SAMPLE + client) + module)
            + (Pattern.quote(SAMPLE + provider) + module)
            + "(\\w+) +(\\d+) ";
    return Pattern.compile(line, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .findFirst()
        .map(Bindings::row);
  }

  private static Row row(MatchResult found) {
    return new Row(
        Integer.parseInt(found.group(1)), found.group(2), Integer.parseInt(found.group(3)));
  }

  /** The load's binding to the resolver that it prefers. */
  Row loadOnHosts() {
    return row("resolver", "load", "hosts").orElseThrow(() -> new AssertionError(text));
  }

  Bindings assertAttached(String npi, String client, String provider) {
    assertThat(row(npi, client, provider))
        .as(text)
        .hasValueSatisfying(row -> assertThat(row.state).isEqualTo("ATTACHED"));
    return this;
  }

  Bindings assertNoneOf(String module) {
    assertThat(text).doesNotContain(SAMPLE + module);
    return this;
  }
}
