package io.nmr.deploy.engine;

import io.nmr.deploy.DeployException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A copy of a bundle's file, which nobody changes any more and which has been read to its end. The
 * caller closes it when the bundle is installed, or is not going to be.
 *
 * @param file the file that was copied
 * @param copy its copy
 * @param name the symbolic name
 * @param version its version
 * @param isSingleton whether only one version of the bundle can be resolved
 * @param isFragment whether the bundle is a part of another bundle, and is never started
 * @param isStopFirst whether the manifest wants the old bundle stopped before the new one is
 *     started
 * @param checksum the checksum of the bytes
 */
record Jar(
    Path file,
    Path copy,
    String name,
    Version version,
    boolean isSingleton,
    boolean isFragment,
    boolean isStopFirst,
    long checksum)
    implements AutoCloseable {
  /** A header in a bundle's manifest; its one value is {@code stop-first}. */
  static final String HEADER = "Nmr-Deploy";

  private static final String STOP_FIRST = "stop-first";

  /**
   * Copies a file into a folder and reads all of the copy.
   *
   * @throws DeployException if there is no such file, or the file changes meanwhile, or it is no
   *     complete bundle
   */
  static Jar of(Path file, Path folder) {
    if (Files.isDirectory(file)) {
      throw new DeployException(file + " is a folder; the file of a bundle is wanted");
    } else if (!Files.isRegularFile(file)) {
      throw new DeployException("there is no file " + file);
    }
    try {
      Files.createDirectories(folder);
      Path copy = Files.createTempFile(folder, "deployed-", ".jar");
      try {
        return read(file, copy);
      } catch (IOException | RuntimeException bad) {
        Files.deleteIfExists(copy);
        throw bad;
      }
    } catch (IOException bad) {
      throw new DeployException(file + " cannot be read: " + bad.getMessage());
    }
  }

  private static Jar read(Path file, Path copy) throws IOException {
    BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
    long checksum = copy(file, copy);
    BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
    if (before.size() != after.size()
        || Files.size(copy) != after.size()
        || !before.lastModifiedTime().equals(after.lastModifiedTime())) {
      throw new DeployException(file + " is still being written");
    }
    try (JarFile jar = new JarFile(copy.toFile(), false, ZipFile.OPEN_READ)) {
      checkEntries(jar);
      Manifest manifest = jar.getManifest();
      Attributes headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
      String symbolicName = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
      if (symbolicName == null) {
        throw new DeployException(file + " is no bundle: its manifest has no symbolic name");
      }
      return new Jar(
          file,
          copy,
          symbolicName.split(";", 2)[0].strip(),
          version(file, headers),
          isSingleton(symbolicName),
          headers.getValue(Constants.FRAGMENT_HOST) != null,
          isStopFirst(file.toString(), headers.getValue(HEADER)),
          checksum);
    } catch (IOException bad) {
      throw new DeployException(file + " is no complete jar: " + bad.getMessage());
    }
  }

  private static long copy(Path file, Path copy) throws IOException {
    CRC32 crc = new CRC32();
    try (InputStream in = Files.newInputStream(file);
        var out = Files.newOutputStream(copy)) {
      byte[] buffer = new byte[64 * 1024];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        crc.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    }
    return crc.getValue();
  }

  /** Finds a damaged entry now: the framework reads an entry only when it needs it. */
  private static void checkEntries(JarFile jar) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    for (ZipEntry entry : Collections.list(jar.entries())) {
      CRC32 crc = new CRC32();
      try (InputStream in = jar.getInputStream(entry)) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          crc.update(buffer, 0, count);
        }
      }
      if (entry.getCrc() != -1 && entry.getCrc() != crc.getValue()) {
        throw new IOException("its entry " + entry.getName() + " is damaged");
      }
    }
  }

  private static Version version(Path file, Attributes headers) {
    try {
      return Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION));
    } catch (IllegalArgumentException bad) {
      throw new DeployException(file + " is no bundle: " + bad.getMessage());
    }
  }

  /** Whether a {@code Bundle-SymbolicName} header has the directive. */
  static boolean isSingleton(String header) {
    return List.of(header.replaceAll("[\\s\"]", "").split(";")).contains("singleton:=true");
  }

  /**
   * Whether a bundle has the {@link #HEADER} with its one value.
   *
   * @throws DeployException if the header has another value
   */
  static boolean isStopFirst(String where, @Nullable String header) {
    if (header != null && !header.strip().equals(STOP_FIRST)) {
      throw new DeployException(
          "%s has %s: %s in its manifest; the one value is %s"
              .formatted(where, HEADER, header.strip(), STOP_FIRST));
    }
    return header != null;
  }

  InputStream open() throws IOException {
    return Files.newInputStream(copy);
  }

  /** The bundle as {@code symbolic.name version}. */
  String nameAndVersion() {
    return name + " " + version;
  }

  /** Deletes the copy. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException inUse) { // the folder is emptied at the next start
      copy.toFile().deleteOnExit();
    }
  }
}
