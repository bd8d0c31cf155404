package io.nmr.shell.result;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Copies results so that a Gogo script can call their methods. Gogo looks a method up in an
 * object's own class, and the JDK does not allow calls through its hidden classes, such as that of
 * {@code List.of()}: {@code (($it blockers) size)} would fail. So lists and maps, also those inside
 * the registrar's snapshots, are copied into lists and maps of a public class.
 */
public final class PublicCopy {
  private static final Set<String> SNAPSHOTS = Set.of("io.nmr.runtime", "io.nmr.deploy");

  private PublicCopy() {}

  /** Copies a list, with elements whose methods can be called. */
  public static <T> List<T> list(List<T> list) {
    return list.stream().map(PublicCopy::of).collect(Collectors.toCollection(ArrayList::new));
  }

  /** Copies a value; the copy is equal to it. */
  @SuppressWarnings("unchecked") // the copy has the type of the value
  public static <T> T of(T value) {
    Object reachable = value;
    if (value instanceof List<?> list) {
      reachable = list(list);
    } else if (value instanceof Map<?, ?> map) {
      reachable = new LinkedHashMap<>(map);
    } else if (value instanceof Optional<?> optional) {
      reachable = optional.map(PublicCopy::of);
    } else if (value instanceof Record one && isSnapshot(one.getClass())) {
      reachable = record(one);
    }
    return (T) reachable;
  }

  static boolean isSnapshot(Class<?> type) {
    return type.isRecord() && SNAPSHOTS.contains(type.getPackageName());
  }

  private static Record record(Record record) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      @Nullable Object[] values = new @Nullable Object[components.length];
      for (int i = 0; i < values.length; i++) {
        Object value = components[i].getAccessor().invoke(record);
        values[i] = value == null ? null : of(value);
      }
      return record.getClass().getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException broken) {
      throw new IllegalArgumentException(record + " cannot be copied", broken);
    }
  }
}
