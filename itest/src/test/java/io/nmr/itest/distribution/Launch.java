package io.nmr.itest.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A copy of the distribution, and how its own script is started there.
 *
 * @param folder the working directory; the copy is in it
 * @param modules the copy's
 */
record Launch(Path folder, List<String> command, Map<String, String> environment, Modules modules) {

  /** Printed when the shell is there, after the modules of the folder were started. */
  static final String GREETING = "^Network module registrar\\.";

  /** In a terminal alone. */
  static final String PROMPT = "nmr> ";

  /** On ports that are free unless the options say otherwise. */
  static Launch of(Jdk jdk, Path folder, String... options) throws IOException {
    Path built = Path.of(System.getProperty("itest.distribution"));
    Path home = copy(built, Files.createDirectory(folder.resolve("nmr")));
    List<String> command = new ArrayList<>(List.of("bash", home.resolve("bin/nmr").toString()));
    command.add("-Dnmr.metrics.port=off");
    command.add("-Dnmr.sample.gateway.port=0");
    command.add("-Dnmr.sample.tcp.echo.port=0");
    command.add("-Dnmr.sample.tcp.message.port=0");
    command.add("-Dnmr.sample.unix.dir=" + folder);
    command.add("-Dfelix.fileinstall.poll=100");
    command.addAll(List.of(options));
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("JAVA_HOME", jdk.home().orElseThrow().toString());
    environment.put("LC_ALL", "C.UTF-8"); // for the lines of drawings
    // Each would make the JVM print a line.
    environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Modules modules = new Modules(home.resolve("modules"), built.resolve("modules"));
    return new Launch(folder, command, environment, modules);
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = from.relativize(file);
        if (!name.startsWith("cache")) {
          Path copy = to.resolve(name.toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
    return to;
  }
}
