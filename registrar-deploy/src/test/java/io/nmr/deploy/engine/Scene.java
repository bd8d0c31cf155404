package io.nmr.deploy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Request;
import io.nmr.log.MessageLog;
import io.nmr.log.service.ServiceLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An engine in a fake framework, a folder for jars, and the lines that the engine logs. */
final class Scene implements BeforeEachCallback, AfterEachCallback {
  final FakeFramework framework = new FakeFramework();
  final FakeRuntime runtime = new FakeRuntime();

  /** The lines of the log, each as {@code WARNING line}. */
  final List<String> logged = new CopyOnWriteArrayList<>();

  private final Logger logger = Logger.getLogger("io.nmr.registrar.deploy");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (failure != null) {
            throw failure;
          }
          logged.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private volatile @Nullable Error failure;
  private Path folder;
  private MessageLog log;
  private Engine engine;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("deploy");
    log = new ServiceLog(framework.context(), "io.nmr.registrar.deploy");
    engine =
        new Engine(framework.context(), folder.resolve("copies"), () -> Optional.of(runtime), log);
    framework.hook = engine.collisionHook();
    logger.addHandler(handler);
    logger.setLevel(Level.FINE);
    logger.setUseParentHandlers(false);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    logger.removeHandler(handler);
    try (var all = Files.walk(folder)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  /** From now on the log throws that. */
  void failLogWith(Error thrown) {
    failure = thrown;
  }

  Engine engine() {
    return engine;
  }

  MessageLog log() {
    return log;
  }

  Path folder() {
    return folder;
  }

  Operation begin(Request request) {
    return engine.begin(request);
  }

  /** Begins an operation and waits for its end. */
  OperationSnapshot end(Request request) throws Exception {
    return end(begin(request));
  }

  static OperationSnapshot end(Operation operation) throws Exception {
    return operation.done().get(15, TimeUnit.SECONDS);
  }

  OperationSnapshot done(Request request) throws Exception {
    OperationSnapshot end = end(request);
    assertThat(end.failure()).isEmpty();
    assertThat(end.state()).isEqualTo(State.DONE);
    return end;
  }

  /** Begins an operation that must fail, and returns why it did. */
  String failure(Request request) throws Exception {
    return failure(begin(request));
  }

  static String failure(Operation operation) throws Exception {
    OperationSnapshot end = end(operation);
    assertThat(end.state()).isEqualTo(State.FAILED);
    return end.failure().orElseThrow();
  }

  /** The copies of files that the engine has not deleted. */
  List<Path> copies() throws IOException {
    Path copies = folder.resolve("copies");
    if (!Files.exists(copies)) {
      return List.of();
    }
    try (var all = Files.list(copies)) {
      return all.toList();
    }
  }

  Path jar(String file, String... headers) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    for (int i = 0; i < headers.length; i += 2) {
      manifest.getMainAttributes().putValue(headers[i], headers[i + 1]);
    }
    Path path = folder.resolve(file);
    try (OutputStream stream = Files.newOutputStream(path);
        JarOutputStream jar = new JarOutputStream(stream, manifest)) {
      jar.putNextEntry(new ZipEntry("some/Thing.class"));
      jar.write("of some length, so that it can be cut".repeat(20).getBytes("UTF-8"));
      jar.closeEntry();
    }
    return path;
  }

  Path hosts(String file, String version, String... headers) throws IOException {
    String[] all = new String[headers.length + 4];
    all[0] = "Bundle-SymbolicName";
    all[1] = "hosts";
    all[2] = "Bundle-Version";
    all[3] = version;
    System.arraycopy(headers, 0, all, 4, headers.length);
    return jar(file, all);
  }
}
