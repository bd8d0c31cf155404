package io.nmr;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a registration tells its peers, the same for clients and providers. Immutable; each method
 * returns a copy.
 */
record Characteristics(Optional<ModuleId> moduleId, int number, Map<String, Object> properties) {
  static final Characteristics NONE = new Characteristics(Optional.empty(), 0, Map.of());

  /** By its name: a plain JVM, without OSGi, has no such class, and needs none. */
  private static final String VERSION = "org.osgi.framework.Version";

  /** The types of values that a filter can compare, besides {@link #VERSION}. */
  private static final Set<Class<?>> SCALARS =
      Set.of(
          String.class,
          Boolean.class,
          Character.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class);

  Characteristics moduleId(ModuleId id) {
    return new Characteristics(Optional.of(Objects.requireNonNull(id, "id")), number, properties);
  }

  Characteristics number(int value) {
    return new Characteristics(moduleId, value, properties);
  }

  Characteristics with(String key, Object value) {
    Objects.requireNonNull(key, "key");
    for (String other : properties.keySet()) {
      if (other.equalsIgnoreCase(key) && !other.equals(key)) {
        throw new IllegalArgumentException(
            "characteristic '" + key + "' differs from '" + other + "' in case only");
      }
    }
    Map<String, Object> copy = new LinkedHashMap<>(properties);
    copy.put(key, checked(key, value));
    return new Characteristics(moduleId, number, Collections.unmodifiableMap(copy));
  }

  private static Object checked(String key, Object value) {
    Objects.requireNonNull(value, () -> "the value of characteristic '" + key + "'");
    if (value.getClass().isArray()) {
      List<Object> elements = new ArrayList<>();
      for (int i = 0; i < java.lang.reflect.Array.getLength(value); i++) {
        elements.add(scalar(key, java.lang.reflect.Array.get(value, i)));
      }
      return Collections.unmodifiableList(elements);
    }
    if (value instanceof Collection<?> collection) {
      return collection.stream().map(element -> scalar(key, element)).toList();
    }
    return scalar(key, value);
  }

  private static Object scalar(String key, @Nullable Object value) {
    if (value == null || !isScalar(value.getClass())) {
      throw new IllegalArgumentException(
          "characteristic '"
              + key
              + "' has the value "
              + value
              + (value == null ? "" : " of " + value.getClass().getName())
              + "; give a string, number, boolean, character, Version, or a list of these");
    }
    return value;
  }

  private static boolean isScalar(Class<?> type) {
    return SCALARS.contains(type) || type.getName().equals(VERSION);
  }
}
