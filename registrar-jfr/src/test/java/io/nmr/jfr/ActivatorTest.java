package io.nmr.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;

/** The bundle on a JVM that has no flight recorder. */
@Timeout(60)
class ActivatorTest {
  /** Starts and stops the bundle's activator; in a JVM of its own. */
  static final class Alone {
    private Alone() {}

    public static void main(String[] none) throws Exception {
      BundleContext context =
          (BundleContext)
              Proxy.newProxyInstance(
                  Alone.class.getClassLoader(),
                  new Class<?>[] {BundleContext.class},
                  (proxy, method, arguments) -> {
                    throw new AssertionError(method + " is of no use here");
                  });
      Activator activator = new Activator();
      activator.start(context);
      activator.stop(context);
      System.out.println("has started and stopped");
    }
  }

  @Test
  void a_jvm_without_a_flight_recorder_starts_and_stops_the_bundle_and_nothing_listens()
      throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules",
                "java.base",
                "-cp",
                System.getProperty("java.class.path"),
                Alone.class.getName())
            .redirectErrorStream(true)
            .start();

    String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(said)
        .contains("no flight recorder events: this JVM has no module jdk.jfr")
        .contains("has started and stopped");
    assertThat(jvm.exitValue()).as(said).isZero();
  }
}
