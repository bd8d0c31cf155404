package io.nmr.itest;

import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** The class loaders of bundles, and whether they go. */
public final class Loaders {
  /**
   * Longer than the minute for which threads of Felix's resolver wait for work. While they do, they
   * keep the classes that the compiler has inlined in their {@code Thread.run}.
   */
  private static final int SECONDS = 100;

  private Loaders() {}

  static WeakReference<ClassLoader> of(Bundle bundle) {
    return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
  }

  /**
   * Loads every class of that bundle. Two threads that load one at the same time meet a fault of
   * Felix 7.0.5 (docs/class-loader-leaks.md): one is kept.
   */
  public static void loadClasses(Bundle bundle) throws ClassNotFoundException {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    int options = BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL;
    for (String each : wiring.listResources("/", "*.class", options)) {
      bundle.loadClass(each.replace(".class", "").replace('/', '.'));
    }
  }

  static void awaitCollected(WeakReference<?> loader) {
    awaitCollected(() -> loader.get() == null);
  }

  /**
   * Waits for that to hold; what keeps a loader is found in the heap dump that it writes if not.
   */
  public static void awaitCollected(Callable<Boolean> condition) {
    try {
      await()
          .atMost(Duration.ofSeconds(SECONDS))
          .until(
              () -> {
                System.gc();
                return condition.call();
              });
    } catch (ConditionTimeoutException kept) {
      throw new AssertionError("a class loader is kept; the heap is in " + dumped(), kept);
    }
  }

  private static Path dumped() {
    try {
      Path dump = Files.createTempDirectory(Path.of("target"), "kept").resolve("heap.hprof");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(dump.toAbsolutePath().toString(), true);
      return dump;
    } catch (IOException thrown) {
      throw new IllegalStateException("no heap dump", thrown);
    }
  }
}
