package io.nmr.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JVM's property for the guards' barrier, as a registrar finds it when its classes load. */
@Timeout(30)
class BarrierSettingTest {
  private static final String PROPERTY = "nmr.guard.barrier";

  private final String before = System.getProperty(PROPERTY);

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  /** Makes a registrar of classes that are loaded anew. */
  private static AutoCloseable registrarWith(String barrier) throws Throwable {
    System.setProperty(PROPERTY, barrier);
    List<URL> path = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      path.add(Path.of(each).toUri().toURL());
    }
    // Not closed: the registrar may load another of its classes until it is closed itself.
    ClassLoader loader =
        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    try {
      return (AutoCloseable)
          loader.loadClass(LocalRegistrar.class.getName()).getConstructor().newInstance();
    } catch (ReflectiveOperationException wrapped) {
      throw wrapped.getCause() == null ? wrapped : wrapped.getCause();
    }
  }

  @Test
  void a_bad_value_is_refused_by_name_when_a_registrar_is_made() {
    for (int time = 0; time < 2; time++) { // a class that fails to initialise does so but once
      Throwable refused = catchThrowable(() -> registrarWith("fences"));
      assertThat(refused)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("nmr.guard.barrier is 'fences'; it may be auto, safepoint or fence");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "safepoint", "fence"})
  void a_good_one_is_accepted(String barrier) throws Throwable {
    registrarWith(barrier).close();
  }
}
