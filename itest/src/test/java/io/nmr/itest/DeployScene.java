package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.awaitility.core.ThrowingRunnable;
import org.osgi.framework.Bundle;

/** A framework with the registrar and the deployer, and a folder that File Install may watch. */
final class DeployScene {
  private static final Path SETTINGS =
      Path.of("..", "distribution", "src", "main", "nmr", "conf", "config.properties");

  /** For two cores that have other things to do. */
  static final Duration PATIENCE = Duration.ofSeconds(45);

  final Osgi osgi;
  final Path folder;
  private final List<Load> loads = new ArrayList<>();
  private final Function<Object, Object> deploying;

  private DeployScene(Path folder, Map<String, String> properties) throws Exception {
    this.folder = folder;
    Files.createDirectories(modules());
    osgi = Osgi.withRegistrar(properties);
    osgi.installBuilt("org.apache.felix.configadmin"); // first, for the next ones to be wired to it
    osgi.installBuilt("org.apache.felix.fileinstall");
    osgi.installBuilt("registrar-deploy").start();
    osgi.start(TestBundle.deploying());
    deploying = osgi.function("deploying");
  }

  static DeployScene of(Path folder) throws Exception {
    return new DeployScene(folder, Map.of());
  }

  /** With File Install set as in the distribution, not started. */
  static DeployScene withFolder(Path folder) throws Exception {
    return new DeployScene(folder, settings(folder));
  }

  private static Map<String, String> settings(Path folder) throws IOException {
    Properties distribution = new Properties();
    try (InputStream file = Files.newInputStream(SETTINGS)) {
      distribution.load(file);
    }
    Map<String, String> settings = new HashMap<>();
    for (String name : distribution.stringPropertyNames()) {
      if (name.startsWith("felix.fileinstall.")) {
        settings.put(name, distribution.getProperty(name));
      }
    }
    settings.put("felix.fileinstall.dir", folder.resolve("modules").toString());
    settings.put("felix.fileinstall.tmpdir", folder.resolve("tmp").toString());
    settings.put("felix.fileinstall.poll", "50");
    return settings;
  }

  void watch() throws Exception {
    osgi.bundle("org.apache.felix.fileinstall").start();
  }

  Path modules() {
    return folder.resolve("modules");
  }

  void close() throws Exception {
    loads.forEach(each -> each.isOver.set(true)); // also those of a test that has failed
    osgi.close();
  }

  // -- files

  static byte[] bytes(TestBundle bundle) throws IOException {
    try (InputStream jar = bundle.open()) {
      return jar.readAllBytes();
    }
  }

  /** A file that nobody watches. */
  Path file(String name, TestBundle bundle) throws IOException {
    return Files.write(folder.resolve(name), bytes(bundle));
  }

  /** Puts a whole file into the watched folder at once. */
  void drop(String name, TestBundle bundle) throws IOException {
    drop(name, bytes(bundle));
  }

  void drop(String name, byte[] content) throws IOException {
    Path written = Files.write(folder.resolve("written"), content);
    Files.move(
        written,
        modules().resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  void remove(String name) throws IOException {
    Files.delete(modules().resolve(name));
  }

  // -- operations

  long begin(String kind, Bundle bundle, Path file, String manner) {
    return (Long) deploying.apply(words("begin", kind, bundle, file, manner));
  }

  Facts preview(String kind, Bundle bundle, Path file, String manner) {
    return Facts.listOf(deploying.apply(words("preview", kind, bundle, file, manner))).get(0);
  }

  private static List<Object> words(
      String what, String kind, Bundle bundle, Path file, String manner) {
    return List.of(
        what,
        kind,
        bundle == null ? -1L : bundle.getBundleId(),
        file == null ? "" : file.toString(),
        manner);
  }

  Facts end(long operation) {
    return Facts.listOf(deploying.apply(List.of("end", operation))).get(0);
  }

  Facts now(long operation) {
    return Facts.listOf(deploying.apply(List.of("now", operation))).get(0);
  }

  /** Begins it and waits for its end, which is to be a good one. */
  Facts done(String kind, Bundle bundle, Path file, String manner) {
    Facts end = end(begin(kind, bundle, file, manner));
    assertThat(end.text("state")).as("%s", end).isEqualTo("DONE");
    return end;
  }

  /** Begins it and waits for its end, which is to be a failure. */
  Facts failed(String kind, Bundle bundle, Path file, String manner) {
    Facts end = end(begin(kind, bundle, file, manner));
    assertThat(end.text("state")).as("%s", end).isEqualTo("FAILED");
    return end;
  }

  List<Facts> operations() {
    return Facts.listOf(deploying.apply(List.of("operations")));
  }

  boolean isQuiet() {
    return operations().stream()
        .map(it -> it.text("state"))
        .noneMatch(it -> it.equals("RUNNING") || it.equals("WAITING"));
  }

  // -- what runs

  /** The bundles of that name, as {@code 1.0.0 ACTIVE}. */
  List<String> running(String name) {
    return Arrays.stream(osgi.context().getBundles())
        .filter(it -> name.equals(it.getSymbolicName()))
        .map(
            it ->
                it.getVersion()
                    + (it.getState() == Bundle.ACTIVE ? " ACTIVE" : " " + it.getState()))
        .toList();
  }

  void awaitRunning(String name, String... versions) {
    awaitAsserted(() -> assertThat(running(name)).containsExactly(versions));
  }

  static void awaitUntil(Callable<Boolean> condition) {
    await().atMost(PATIENCE).until(condition);
  }

  static void awaitAsserted(ThrowingRunnable assertion) {
    await().atMost(PATIENCE).untilAsserted(assertion);
  }

  long refusals(String text) {
    return osgi.log.stream()
        .filter(it -> it.contains("is not deployed") && it.contains(text))
        .count();
  }

  // -- who calls

  /** A client that calls all the time, on threads of its own. */
  static final class Load {
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    final AtomicLong answers = new AtomicLong();
    final Map<Object, Long> versions = new java.util.concurrent.ConcurrentHashMap<>();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final List<Doing> threads = new ArrayList<>();

    private Load(Function<Object, Object> client, int count) {
      for (int number = 0; number < count; number++) {
        threads.add(Doing.run("load " + number, () -> call(client)));
      }
    }

    private void call(Function<Object, Object> client) {
      while (!isOver.get()) {
        try {
          versions.merge(client.apply(""), 1L, Long::sum);
          answers.incrementAndGet();
        } catch (Throwable failed) {
          failures.add(failed);
          return; // one is one too many
        }
      }
    }

    /** Some calls that began just now have been answered. */
    void awaitAnswers() {
      long before = answers.get();
      awaitUntil(() -> answers.get() > before + 10 || !failures.isEmpty());
      assertThat(failures).isEmpty();
    }

    /** Ends it; nothing has failed. */
    void assertNoneFailed() throws Exception {
      close();
      assertThat(failures).isEmpty();
      assertThat(answers).hasPositiveValue();
    }

    private void close() throws Exception {
      isOver.set(true);
      for (Doing each : threads) {
        each.await();
      }
    }
  }

  /** A client that is there to stay. */
  Module client() throws Exception {
    return osgi.start(TestBundle.module("client", "SetClient"));
  }

  Load load(Module client, int threads) throws Exception {
    Load load = new Load(client.commands(), threads);
    loads.add(load);
    return load;
  }
}
