package io.nmr.sample.gateway;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes JSON objects whose values are strings and lists of strings (RFC 8259). */
final class Json {
  private Json() {}

  static String object(Map<String, ?> members) {
    return members.entrySet().stream()
        .map(member -> string(member.getKey()) + ":" + value(member.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String value(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(Json::value).collect(Collectors.joining(",", "[", "]"))
        : string(value.toString());
  }

  static String string(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          // Surrogates too, because an unpaired one has no UTF-8 form.
          if (c < ' ' || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
