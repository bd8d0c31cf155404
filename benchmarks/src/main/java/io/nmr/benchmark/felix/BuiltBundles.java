package io.nmr.benchmark.felix;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build has put the jars that are deployed. */
public final class BuiltBundles {
  /** The system property that names the folder. */
  public static final String FOLDER = "nmr.benchmark.bundles";

  private BuiltBundles() {}

  static Path jar(String name) {
    Path jar = Path.of(System.getProperty(FOLDER, "benchmarks/target/bundles"), name + ".jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing; run ./nmr bench, which builds it");
    }
    return jar.toAbsolutePath();
  }
}
