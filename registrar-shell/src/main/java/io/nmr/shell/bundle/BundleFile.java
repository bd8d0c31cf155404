package io.nmr.shell.bundle;

import io.nmr.shell.result.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A bundle in a file, not installed yet.
 *
 * @param file the jar
 * @param name its symbolic name
 * @param version its version
 */
record BundleFile(Path file, String name, Version version) {
  private static final String SEVERAL = "multiple";

  /**
   * Reads its manifest.
   *
   * @throws CommandException if there is no such file or it is no bundle
   */
  static BundleFile of(Path file) {
    if (Files.isDirectory(file)) {
      throw new CommandException(file + " is a folder; the file of a bundle is wanted");
    } else if (!Files.isRegularFile(file)) {
      throw new CommandException("there is no file " + file);
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      Manifest manifest = jar.getManifest();
      Attributes headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
      String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
      if (name == null) {
        throw new CommandException(file + " is no bundle: its manifest has no symbolic name");
      }
      return new BundleFile(
          file,
          name.split(";", 2)[0].strip(),
          Version.parseVersion(headers.getValue(Constants.BUNDLE_VERSION)));
    } catch (IOException | IllegalArgumentException bad) {
      throw new CommandException(file + " is no bundle: " + bad.getMessage());
    }
  }

  /**
   * Installs it beside what is there.
   *
   * @throws CommandException if a bundle of that name and version is there, or it cannot be
   *     installed
   */
  Bundle install(BundleContext context) {
    boolean mayRepeat = SEVERAL.equals(context.getProperty(Constants.FRAMEWORK_BSNVERSION));
    for (Bundle each : context.getBundles()) {
      if (!mayRepeat && name.equals(each.getSymbolicName()) && version.equals(each.getVersion())) {
        throw new CommandException(
            "%s is %s %s, as is the bundle %d, and two of one name and version cannot be installed; give the new one another Bundle-Version, or start with %s=%s"
                .formatted(
                    file,
                    name,
                    version,
                    each.getBundleId(),
                    Constants.FRAMEWORK_BSNVERSION,
                    SEVERAL));
      }
    }
    try (InputStream in = Files.newInputStream(file)) {
      return context.installBundle(freeLocation(context), in);
    } catch (IOException | BundleException failed) {
      throw new CommandException("cannot install " + file + ": " + Failure.of(failed));
    }
  }

  /** The file's, from which an update can read it again; marked where an earlier one has that. */
  private String freeLocation(BundleContext context) {
    String location = file.toUri().toString();
    String free = location;
    for (int i = 2; context.getBundle(free) != null; i++) {
      free = location + "?swap=" + i;
    }
    return free;
  }
}
