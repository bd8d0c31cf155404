package io.nmr.itest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One snapshot of the registrar's runtime as a map: its classes are the bundle's, which the test
 * does not see.
 */
public final class Facts {
  private final Map<String, Object> facts = new LinkedHashMap<>();

  private Facts(Object snapshot) {
    for (RecordComponent component : snapshot.getClass().getRecordComponents()) {
      facts.put(component.getName(), known(call(snapshot, component.getName())));
    }
  }

  /** Calls a method without parameters, one of a public type. */
  static Object call(Object target, String method) {
    try {
      return target.getClass().getMethod(method).invoke(target);
    } catch (IllegalAccessException hidden) {
      return callThroughInterface(target, method);
    } catch (InvocationTargetException thrown) {
      throw new IllegalStateException(method + " threw", thrown.getCause());
    } catch (NoSuchMethodException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static Object callThroughInterface(Object target, String method) {
    for (Class<?> type : target.getClass().getInterfaces()) {
      try {
        return type.getMethod(method).invoke(target);
      } catch (NoSuchMethodException elsewhere) {
        continue;
      } catch (ReflectiveOperationException failed) {
        throw new IllegalStateException(failed);
      }
    }
    throw new IllegalStateException("no public " + method + " in " + target.getClass());
  }

  static List<Facts> listOf(Object snapshots) {
    return ((List<?>) snapshots).stream().map(Facts::new).toList();
  }

  private static Object known(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Facts::known).orElse(null);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Facts::known).toList();
    }
    return isSnapshot(value) ? new Facts(value) : value;
  }

  /** The runtime's own records, not what implements an interface by a record. */
  private static boolean isSnapshot(Object value) {
    return value instanceof Record && Modifier.isPublic(value.getClass().getModifiers());
  }

  public Object get(String name) {
    if (!facts.containsKey(name)) {
      throw new IllegalArgumentException("no " + name + " in " + facts.keySet());
    }
    return facts.get(name);
  }

  public String text(String name) {
    return Objects.toString(get(name));
  }

  public Facts facts(String name) {
    return (Facts) get(name);
  }

  public List<Facts> list(String name) {
    return ((List<?>) get(name)).stream().map(Facts.class::cast).toList();
  }

  @Override
  public String toString() {
    return facts.toString();
  }
}
