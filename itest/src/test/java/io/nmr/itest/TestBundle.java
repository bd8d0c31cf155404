package io.nmr.itest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A bundle that is made in the test, of compiled fixture classes and a manifest. */
public final class TestBundle {
  private static final Path CLASSES = Path.of(System.getProperty("itest.fixtures"));
  public static final String FIXTURE = "io.nmr.itest.fixture.";
  static final String CONTRACT = FIXTURE + "contract";

  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Set<String> packages = new LinkedHashSet<>();
  private final Map<String, String> files = new LinkedHashMap<>();

  /** An empty one. */
  public TestBundle(String name) {
    header("Bundle-ManifestVersion", "2");
    header("Bundle-SymbolicName", name);
    header("Bundle-Version", "1.0.0");
  }

  /** A bundle with no code of its own. */
  public static TestBundle empty(String name) {
    return new TestBundle(name).header("Import-Package", "io.nmr");
  }

  /** The bundle that has the NPIs' interfaces. */
  static TestBundle contract(String name) {
    return new TestBundle(name)
        .withPackage(CONTRACT)
        .header("Import-Package", "io.nmr")
        .header("Export-Package", CONTRACT + ";version=1.0.0");
  }

  /** A module with that class of the fixtures for its activator. */
  static TestBundle module(String name, String activator) {
    return new TestBundle(name)
        .withPackage(FIXTURE + "module")
        .header("Import-Package", "io.nmr,io.nmr.util,org.osgi.framework," + CONTRACT)
        .header("Bundle-Activator", FIXTURE + "module." + activator);
  }

  /**
   * A module with that class of the fixtures for a component of Declarative Services.
   *
   * @param references the XML of what it refers to
   */
  static TestBundle component(String name, String type, String references) {
    String component = FIXTURE + "component." + type;
    return new TestBundle(name)
        .withPackage(FIXTURE + "component")
        .header("Import-Package", "io.nmr,org.osgi.framework," + CONTRACT)
        .header("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=osgi.component)\"")
        .header("Service-Component", "OSGI-INF/component.xml")
        .withFile(
            "OSGI-INF/component.xml",
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0"
                name="%1$s" activate="activate" deactivate="deactivate">
              <implementation class="%1$s"/>
              <reference name="registrar" interface="io.nmr.Registrar" field="registrar"/>
              %2$s
            </scr:component>
            """
                .formatted(component, references));
  }

  /** Enables and disables components. */
  static TestBundle switchboard() {
    return new TestBundle("switchboard")
        .withPackage(FIXTURE + "switchboard")
        .header(
            "Import-Package",
            "org.osgi.framework,org.osgi.service.cm,org.osgi.service.component.runtime,"
                + "org.osgi.service.component.runtime.dto,org.osgi.util.promise")
        .header("Bundle-Activator", FIXTURE + "switchboard.Switchboard");
  }

  /** The log service that tells the test. */
  static TestBundle log() {
    return new TestBundle("log")
        .withPackage(FIXTURE + "log")
        .header("Import-Package", "org.osgi.framework,org.osgi.service.log")
        .header("Bundle-Activator", FIXTURE + "log.LogCollector");
  }

  /** The operator who writes configurations and reads what they may be. */
  static TestBundle configurator() {
    return new TestBundle("configurator")
        .withPackage(FIXTURE + "config")
        .header(
            "Import-Package",
            "org.osgi.framework,org.osgi.service.cm,org.osgi.service.metatype;resolution:=optional")
        .header("Bundle-Activator", FIXTURE + "config.Configurator");
  }

  /** Asks the deployer for operations. */
  static TestBundle deploying() {
    return new TestBundle("deploying")
        .withPackage(FIXTURE + "deploy")
        .header("Import-Package", "org.osgi.framework,io.nmr.deploy")
        .header("Bundle-Activator", FIXTURE + "deploy.Deploying");
  }

  /** A provider that answers with its version. */
  static TestBundle versioned(String name, String version) {
    return module(name, "VersionProvider").header("Bundle-Version", version);
  }

  /** Executes the registrar's health check. */
  static TestBundle doctor() {
    return ofHealth("doctor", "Doctor");
  }

  /** Asks Felix's own executor about the registrar's health. */
  static TestBundle patient() {
    return ofHealth("patient", "Patient");
  }

  private static TestBundle ofHealth(String name, String activator) {
    return new TestBundle(name)
        .withPackage(FIXTURE + "health")
        .header(
            "Import-Package",
            "org.osgi.framework,org.apache.felix.hc.api,org.apache.felix.hc.api.execution")
        .header("Bundle-Activator", FIXTURE + "health." + activator);
  }

  /**
   * Felix Health Checks do not resolve without that package, and use it for their servlets alone.
   */
  static TestBundle servletWhiteboard() {
    return new TestBundle("servlet.whiteboard")
        .header("Export-Package", "org.osgi.service.servlet.context;version=2.0.0");
  }

  /** The tests of a package, to run inside. */
  static TestBundle ofTests(String name) {
    return new TestBundle(name)
        .withPackage(name)
        .header(
            "Import-Package", "io.nmr,io.nmr.runtime,io.nmr.util,org.osgi.framework," + CONTRACT)
        .header("DynamicImport-Package", "*");
  }

  /** With the classes of that package of the test's. */
  public TestBundle withPackage(String name) {
    packages.add(name);
    return this;
  }

  /** With a file of that text. */
  public TestBundle withFile(String path, String text) {
    files.put(path, text);
    return this;
  }

  /** Has its own copy of the contract, a class space of its own. */
  TestBundle withOwnContract() {
    return withPackage(CONTRACT).header("Import-Package", "io.nmr,io.nmr.util,org.osgi.framework");
  }

  public TestBundle header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public String name() {
    return headers.get("Bundle-SymbolicName");
  }

  /** The jar. */
  public InputStream open() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (String each : packages) {
        addPackage(jar, each.replace('.', '/'));
      }
      for (Map.Entry<String, String> file : files.entrySet()) {
        jar.putNextEntry(new ZipEntry(file.getKey()));
        jar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static void addPackage(JarOutputStream jar, String folder) throws IOException {
    try (DirectoryStream<Path> classes =
        Files.newDirectoryStream(CLASSES.resolve(folder), "*.class")) {
      for (Path each : classes) {
        jar.putNextEntry(new ZipEntry(folder + "/" + each.getFileName()));
        Files.copy(each, jar);
        jar.closeEntry();
      }
    }
  }
}
