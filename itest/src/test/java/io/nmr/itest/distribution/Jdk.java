package io.nmr.itest.distribution;

import static java.util.function.Predicate.not;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A generation of JDKs, and where one of it is, if there is. */
record Jdk(int version, Optional<Path> home) {
  private static final Path SYSTEM = Path.of("/usr/lib/jvm");

  /**
   * Those that the product is for, and the one that runs the tests; without {@code -Pfull} the last
   * alone.
   */
  static Stream<Jdk> all() {
    if (!Boolean.getBoolean("nmr.tests.full")) {
      return Stream.of(running());
    }
    return IntStream.of(17, 25, Runtime.version().feature())
        .distinct()
        .mapToObj(version -> new Jdk(version, find(version)));
  }

  /** The one that runs the tests; a build on another one runs them there. */
  static Jdk running() {
    int version = Runtime.version().feature();
    return new Jdk(version, find(version));
  }

  private static Optional<Path> find(int version) {
    List<Path> candidates = new ArrayList<>();
    Optional.ofNullable(System.getenv("JAVA_HOME_" + version))
        .filter(not(String::isBlank))
        .ifPresent(named -> candidates.add(Path.of(named)));
    candidates.add(Path.of(System.getProperty("java.home")));
    if (Files.isDirectory(SYSTEM)) {
      try (DirectoryStream<Path> installed =
          Files.newDirectoryStream(SYSTEM, "*" + version + "*")) {
        installed.forEach(candidates::add);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return candidates.stream().filter(home -> isOf(version, home)).findFirst();
  }

  /** Whether it is, by the file that every JDK has beside its programs. */
  private static boolean isOf(int version, Path home) {
    if (!Files.isExecutable(home.resolve("bin/java"))) {
      return false;
    }
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
      release.load(reader);
    } catch (IOException none) {
      return false;
    }
    return release.getProperty("JAVA_VERSION", "").matches("\"" + version + "\\b.*");
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }
}
