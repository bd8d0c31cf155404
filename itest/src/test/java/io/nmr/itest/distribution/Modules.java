package io.nmr.itest.distribution;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A distribution's folder of modules, changed as a person changes it. */
record Modules(Path folder, Path original) {
  void delete(String name) throws IOException {
    Files.delete(jar(name));
  }

  /**
   * Puts the module there, in the place of one that may be there, under a version by which it can
   * be told from others.
   */
  void put(String name, String version) throws IOException {
    Files.move(make(name, version), jar(name), ATOMIC_MOVE);
  }

  /** Puts those bytes there, as a copy does that nobody has thought about: in place. */
  void write(String name, byte[] content) throws IOException {
    Files.write(jar(name), content);
  }

  /** The module in a version of its own, somewhere that nobody watches. */
  Path make(String name, String version) throws IOException {
    return make(name, version, Map.of());
  }

  /** The same with other headers in its manifest. */
  Path make(String name, String version, Map<String, String> headers) throws IOException {
    Path made = Files.createTempFile(folder.getParent(), name, ".jar");
    try (JarFile jar = new JarFile(original.resolve(name + ".jar").toFile())) {
      Manifest manifest = new Manifest(jar.getManifest());
      manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
      headers.forEach(
          (key, value) -> manifest.getMainAttributes().put(new Attributes.Name(key), value));
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(made), manifest)) {
        for (JarEntry entry : jar.stream().toList()) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new JarEntry(entry.getName()));
            jar.getInputStream(entry).transferTo(out);
          }
        }
      }
    }
    return made;
  }

  Path jar(String name) {
    return folder.resolve(name + ".jar");
  }
}
