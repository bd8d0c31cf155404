package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Sample modules that leave, or cannot come. */
@Timeout(240)
class SamplesLeaveIT {
  private SampleStack stack;

  @AfterEach
  void stop() throws Exception {
    stack.close();
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hosts", "dns", "tcp", "unix", "memory", "framing", "echo", "gateway", "load", "manual",
        "picky"
      })
  void R22_the_class_loader_of_an_uninstalled_sample_is_collected(String name, @TempDir Path folder)
      throws Exception {
    stack = new SampleStack(folder, Map.of()).started();

    WeakReference<ClassLoader> loader = loaderAfterUseAndUninstall(name);

    Loaders.awaitCollected(loader);
  }

  /** Nothing that is local to this method may keep the loader. */
  private WeakReference<ClassLoader> loaderAfterUseAndUninstall(String name) throws Exception {
    assertThat(stack.resolve("one.itest").statusCode()).isEqualTo(200);
    stack.assertEchoes();
    stack.load("start", "2");
    Bundle leaving = stack.sample(name);
    WeakReference<ClassLoader> loader = Loaders.of(leaving);
    leaving.uninstall();
    return loader;
  }

  @Test
  void a_gateway_whose_port_is_taken_says_so_and_the_rest_stays_up(@TempDir Path folder)
      throws Exception {
    try (ServerSocket taken = taken()) {
      String port = Integer.toString(taken.getLocalPort());
      stack = new SampleStack(folder, Map.of("nmr.sample.gateway.port", port));

      startAllBut("gateway");

      assertThatThrownBy(stack.sample("gateway")::start)
          .isInstanceOf(BundleException.class)
          .hasStackTraceContaining("port " + port + " is taken")
          .hasStackTraceContaining("nmr.sample.gateway.port");
      assertThat(stack.sample("gateway").getState()).isEqualTo(Bundle.RESOLVED);
      stack.assertEchoes();
    }
    stack.sample("gateway").start();
  }

  @Test
  void a_tcp_port_that_is_taken_is_a_decline_and_the_rest_stays_up(@TempDir Path folder)
      throws Exception {
    try (ServerSocket taken = taken()) {
      String port = Integer.toString(taken.getLocalPort());

      stack = new SampleStack(folder, Map.of("nmr.sample.tcp.echo.port", port)).started();

      assertThat(stack.samples).allMatch(each -> each.getState() == Bundle.ACTIVE);
      assertThat(stack.osgi.runtime().declines())
          .anySatisfy(decline -> assertThat(decline.text("reason")).contains(port, "echo"));
      assertThat(stack.resolve("one.itest").statusCode()).isEqualTo(200);
    }
  }

  private static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
  }

  private void startAllBut(String name) throws BundleException {
    for (Bundle each : stack.samples) {
      if (!each.getSymbolicName().endsWith("." + name)) {
        each.start();
      }
    }
  }
}
