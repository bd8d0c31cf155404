package io.nmr.shell.text;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259). Records and maps become objects, collections and arrays become arrays, an
 * empty optional becomes null, a duration its number of seconds, and any other value its text. The
 * output is ASCII without control characters, so it is safe to print.
 */
public final class Json {
  private Json() {}

  /** The value as one line of JSON. */
  public static String of(@Nullable Object value) {
    if (value == null) {
      return "null";
    } else if (value instanceof Optional<?> optional) {
      return of(optional.orElse(null));
    } else if (value instanceof Boolean) {
      return value.toString();
    } else if (value instanceof Number number) {
      return number(number);
    } else if (value instanceof Duration duration) {
      return number(NANOSECONDS.toMicros(duration.toNanos()) / 1e6);
    } else if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> member(String.valueOf(entry.getKey()), entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    } else if (value instanceof Record record) {
      return record(record);
    } else if (value instanceof Collection<?> collection) {
      return collection.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
    } else if (value.getClass().isArray()) {
      return IntStream.range(0, Array.getLength(value))
          .mapToObj(i -> of(Array.get(value, i)))
          .collect(Collectors.joining(",", "[", "]"));
    }
    return string(value.toString());
  }

  private static String member(String name, @Nullable Object value) {
    return string(name) + ":" + of(value);
  }

  private static String record(Record record) {
    return Arrays.stream(record.getClass().getRecordComponents())
        .map(component -> member(component.getName(), read(record, component)))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static @Nullable Object read(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException broken) {
      throw new IllegalArgumentException(component + " cannot be read", broken);
    }
  }

  /** Writes a number. JSON has neither infinity nor NaN, so these become strings. */
  private static String number(Number number) {
    double value = number.doubleValue();
    return Double.isFinite(value) ? number.toString() : string(number.toString());
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
          if (c < ' ' || c > '~') {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
