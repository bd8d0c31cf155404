package io.nmr.sample.gateway;

import java.util.Map;

/**
 * The answer to one HTTP request.
 *
 * @param status the HTTP status
 * @param body JSON
 * @param headers further headers
 */
record Answer(int status, String body, Map<String, String> headers) {
  /** An error that one sentence describes. */
  static Answer error(int status, String message) {
    return new Answer(status, Json.object(Map.of("error", message)) + "\n", Map.of());
  }

  /** This answer with that header. */
  Answer with(String header, String value) {
    return new Answer(status, body, Map.of(header, value));
  }
}
