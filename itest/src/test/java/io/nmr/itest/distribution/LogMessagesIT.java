package io.nmr.itest.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * That docs/operations.md has every message of the bundles beside the registrar. Each has them in
 * an enum LogMessage, whose name of the log is the bundle's; the registrar's own are tested where
 * they are.
 */
@Tag("distribution")
class LogMessagesIT {
  private static final String TABLE = "| log | level | message | meaning | what to do |";
  private static final String MESSAGES = "LogMessage.class";
  // They pass messages on to the two logs; the last prints what the JDK's log is told.
  private static final Set<String> PASS_ON =
      Set.of(
          "io/nmr/log/MessageLog.class",
          "io/nmr/log/service/ServiceLog.class",
          "io/nmr/console/JdkLog.class");

  // The whole name: in a class file its length stands before it.
  private static final String GET_LOGGER = "\0\tgetLogger";

  private static List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    Path bundles = Path.of(System.getProperty("itest.bundles"));
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(bundles, "registrar-{config,deploy,health,jfr,jmx,metrics}.jar")) {
      found.forEach(jars::add);
    }
    Path distribution = Path.of(System.getProperty("itest.distribution"), "bundles");
    jars.add(distribution.resolve("1-console-log.jar"));
    jars.add(distribution.resolve("3-registrar-shell.jar"));
    assertThat(jars).hasSize(8);
    return jars;
  }

  private static List<JarEntry> classes(JarFile jar) {
    return jar.stream()
        .filter(it -> it.getName().startsWith("io/nmr/") && it.getName().endsWith(".class"))
        .toList();
  }

  @Test
  void each_message_has_a_row_and_each_row_a_message() throws Exception {
    List<String> messages = new ArrayList<>();
    for (Path each : jars()) {
      try (JarFile jar = new JarFile(each.toFile());
          URLClassLoader loader = new URLClassLoader(new URL[] {each.toUri().toURL()}, null)) {
        String log = jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName");
        for (JarEntry entry : classes(jar)) {
          if (entry.getName().endsWith("/" + MESSAGES)) {
            String name = entry.getName().replace(".class", "").replace('/', '.');
            for (Object message : Class.forName(name, true, loader).getEnumConstants()) {
              messages.add(log + " " + get(message, "level") + " " + get(message, "text"));
            }
          }
        }
      }
    }

    assertThat(rows())
        .filteredOn(row -> !row.get(0).equals("`io.nmr.shell`"))
        .extracting(row -> String.join(" ", row.subList(0, 3)).replace("`", ""))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(messages);
    assertThat(rows()).allSatisfy(row -> assertThat(row).hasSize(5).noneMatch(String::isBlank));
  }

  private static Object get(Object message, String name) throws ReflectiveOperationException {
    Field field = message.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(message);
  }

  /** The rows of the table, each with its cells. */
  private static List<List<String>> rows() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of(System.getProperty("itest.docs"), "operations.md"));
    assertThat(lines).contains(TABLE);
    return lines.subList(lines.indexOf(TABLE) + 2, lines.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).skip(1).toList())
        .toList();
  }

  @Test
  void nothing_else_has_a_logger_or_prints() throws Exception {
    for (Path each : jars()) {
      try (JarFile jar = new JarFile(each.toFile())) {
        for (JarEntry entry : classes(jar)) {
          String constants = new String(jar.getInputStream(entry).readAllBytes(), ISO_8859_1);
          if (!PASS_ON.contains(entry.getName())) {
            assertThat(constants)
                .as(entry.getName())
                .doesNotContain(GET_LOGGER, "java/util/logging/", "printStackTrace");
          }
        }
      }
    }
  }
}
