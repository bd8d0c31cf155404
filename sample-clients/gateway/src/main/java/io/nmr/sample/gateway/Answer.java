package io.nmr.sample.gateway;

import java.util.Map;

/**
 * What is sent back.
 *
 * @param status the HTTP status
 * @param body JSON
 * @param headers further headers
 */
record Answer(int status, String body, Map<String, String> headers) {
  /** An error, said in a sentence. */
  static Answer error(int status, String message) {
    return new Answer(status, Json.object(Map.of("error", message)) + "\n", Map.of());
  }

  /** The same with one more header. */
  Answer with(String header, String value) {
    return new Answer(status, body, Map.of(header, value));
  }
}
