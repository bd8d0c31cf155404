package io.nmr.deploy.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Bundle;

/** A copy of an installed bundle's content as a jar, to go back to after an update that fails. */
record Backup(Path copy) implements AutoCloseable {
  /**
   * Writes the entries of a bundle into a jar. The framework does not give out the file that it
   * has, and the file at the bundle's location may have another content by now.
   */
  static Backup of(Bundle bundle, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path copy = Files.createTempFile(folder, "before-", ".jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
      Set<String> paths = new LinkedHashSet<>();
      paths.add(JarFile.MANIFEST_NAME); // first: a jar is read as a stream when it is installed
      collect(bundle, "/", paths);
      for (String path : paths) {
        URL entry = bundle.getEntry(path);
        if (entry != null && !path.endsWith("/")) {
          out.putNextEntry(new ZipEntry(path));
          try (InputStream in = entry.openStream()) {
            in.transferTo(out);
          }
          out.closeEntry();
        }
      }
    } catch (IOException | RuntimeException failed) {
      Files.deleteIfExists(copy);
      throw failed;
    }
    return new Backup(copy);
  }

  private static void collect(Bundle bundle, String folder, Set<String> paths) {
    Enumeration<String> entries = bundle.getEntryPaths(folder);
    if (entries == null) {
      return;
    }
    for (String path : Collections.list(entries)) {
      if (paths.add(path) && path.endsWith("/")) {
        collect(bundle, path, paths);
      }
    }
  }

  InputStream open() throws IOException {
    return Files.newInputStream(copy);
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException inUse) { // the folder is emptied at the next start
      copy.toFile().deleteOnExit();
    }
  }
}
