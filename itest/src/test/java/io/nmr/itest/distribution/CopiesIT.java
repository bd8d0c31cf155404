package io.nmr.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Several bundles carry copies of a few small packages. Each copy is the one that was built with
 * it: an older one, left in a folder of classes, would lack what its bundle calls.
 */
@Tag("distribution")
class CopiesIT {
  private static final Path DISTRIBUTION = Path.of(System.getProperty("itest.distribution"));

  /** Each copied package, and the bundle that it is from. */
  private static final Map<String, String> ORIGINALS =
      Map.of(
          "io/nmr/log/", "1-console-log.jar",
          "io/nmr/text/", "1-console-log.jar",
          "io/nmr/http/", "2-registrar-metrics.jar");

  @Test
  void each_copy_is_of_this_build() throws Exception {
    Map<String, byte[]> originals = new TreeMap<>();
    for (Map.Entry<String, String> each : ORIGINALS.entrySet()) {
      Path jar = DISTRIBUTION.resolve("bundles").resolve(each.getValue());
      originals.putAll(classes(jar, each.getKey()));
    }
    List<String> copies = new ArrayList<>();
    for (Path jar : jars()) {
      for (String copied : ORIGINALS.keySet()) {
        classes(jar, copied)
            .forEach(
                (name, bytes) -> {
                  copies.add(name);
                  assertThat(bytes).as(name + " in " + jar).isEqualTo(originals.get(name));
                });
      }
    }
    assertThat(copies).hasSizeGreaterThan(2 * originals.size());
  }

  private static List<Path> jars() throws Exception {
    try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
      return files.filter(it -> it.toString().endsWith(".jar")).toList();
    }
  }

  private static Map<String, byte[]> classes(Path jar, String folder) throws Exception {
    Map<String, byte[]> classes = new TreeMap<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry each : file.stream().toList()) {
        if (each.getName().startsWith(folder)
            && each.getName().endsWith(".class")
            && !each.getName().endsWith("package-info.class")) {
          try (InputStream in = file.getInputStream(each)) {
            classes.put(each.getName(), in.readAllBytes());
          }
        }
      }
    }
    return classes;
  }
}
