package io.nmr.benchmark.felix;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A bundle that the harness makes of a manifest, classes on its own class path, and text. */
public final class MadeBundle {
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private MadeBundle(String name) {
    header("Bundle-ManifestVersion", "2");
    header("Bundle-SymbolicName", name);
    header("Bundle-Version", "1.0.0");
  }

  /** Begins an empty bundle of that symbolic name. */
  public static MadeBundle named(String name) {
    return new MadeBundle(name);
  }

  /** Adds or replaces a header of the manifest. */
  public MadeBundle header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Adds the activator, the class that it is nested in but none of its neighbours, and others. */
  public MadeBundle activator(Class<?> activator, Class<?>... others) {
    header("Bundle-Activator", activator.getName()).classes(activator).classes(others);
    add(activator.getNestHost());
    return this;
  }

  /** Adds classes and the classes that are nested in them. */
  public MadeBundle classes(Class<?>... classes) {
    for (Class<?> each : classes) {
      add(each);
      classes(each.getDeclaredClasses());
    }
    return this;
  }

  private void add(Class<?> each) {
    String entry = each.getName().replace('.', '/') + ".class";
    entries.put(entry, bytesOf(each, entry));
  }

  /** Adds a text file. */
  public MadeBundle text(String entry, String text) {
    entries.put(entry, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  String name() {
    return headers.getOrDefault("Bundle-SymbolicName", "");
  }

  private static byte[] bytesOf(Class<?> type, String entry) {
    ClassLoader loader = type.getClassLoader();
    try (InputStream in = loader == null ? null : loader.getResourceAsStream(entry)) {
      if (in == null) {
        throw new IllegalArgumentException(type + " has no class file on the class path");
      }
      return in.readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The bundle as a jar. */
  public InputStream open() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(each.getKey()));
        jar.write(each.getValue());
        jar.closeEntry();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
