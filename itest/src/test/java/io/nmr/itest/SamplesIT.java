package io.nmr.itest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** The sample modules, as built, used as a person uses them. */
@Timeout(120)
class SamplesIT {
  private static final int SWAPS = 100;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Console console;
  private Osgi osgi;
  private List<Bundle> samples;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    Path hosts = Files.writeString(folder.resolve("hosts"), "10.1.2.3 one.itest\n");
    Map<String, String> properties = new HashMap<>();
    properties.put("nmr.sample.hosts.file", hosts.toString());
    properties.put("nmr.sample.unix.dir", folder.toString());
    properties.put("nmr.sample.tcp.echo.port", "0");
    properties.put("nmr.sample.tcp.message.port", "0");
    properties.put("nmr.sample.gateway.port", "0");
    properties.put("nmr.sample.manual.work", "5");
    console = Console.open();
    osgi = Osgi.withRegistrar(properties);
    samples = osgi.installSamples();
    for (Bundle each : samples) {
      each.start();
    }
  }

  @AfterEach
  void stop() throws Exception {
    try {
      osgi.close();
    } finally {
      console.close();
    }
  }

  private Bundle sample(String name) {
    return osgi.bundle("io.nmr.sample." + name);
  }

  private HttpResponse<String> resolve(String name) throws Exception {
    String base = console.awaitLine("gateway: (http://.*/resolve/)NAME");
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + name)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  private Socket connect(String service) throws Exception {
    String port = console.awaitLine("tcp: " + service + " listens on .*:(\\d+)");
    return new Socket("127.0.0.1", Integer.parseInt(port));
  }

  private void assertEchoes() throws Exception {
    try (Socket socket = connect("echo")) {
      socket.getOutputStream().write("hello\n".getBytes(UTF_8));
      assertThat(socket.getInputStream().readNBytes(6)).asString(UTF_8).isEqualTo("hello\n");
    }
    try (Socket socket = connect("message")) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(5);
      out.write("hello".getBytes(UTF_8));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(in.readInt()).isEqualTo(5);
      assertThat(in.readNBytes(5)).asString(UTF_8).isEqualTo("hello");
    }
  }

  @Test
  void R2_the_whole_stack_attaches_and_serves() throws Exception {
    assertThat(samples).allMatch(each -> each.getState() == Bundle.ACTIVE);
    assertThat(resolve("one.itest").body()).contains("10.1.2.3");
    assertEchoes();
    assertThat(osgi.runtime().declines())
        .anySatisfy(decline -> assertThat(decline.text("reason")).contains("wants version [2,3)"));
  }

  @Test
  void R12_the_gateway_goes_on_with_the_next_best_resolver() throws Exception {
    assertThat(resolve("one.itest").statusCode()).isEqualTo(200);

    sample("hosts").stop();

    assertThat(resolve("localhost").body()).contains("127.0.0.1");
    sample("dns").stop();
    assertThat(resolve("localhost").statusCode()).isEqualTo(503);
    sample("hosts").start();
    assertThat(resolve("one.itest").body()).contains("10.1.2.3");
  }

  @Test
  void H2_the_stack_serves_again_after_all_of_it_was_stopped_in_either_order() throws Exception {
    List<Bundle> order = new ArrayList<>(samples);
    for (int round = 0; round < 2; round++) {
      for (Bundle each : order) {
        each.stop();
        assertThat(each.getState()).as("%s", each).isNotEqualTo(Bundle.STOPPING);
      }
      assertThat(osgi.runtime().registrations()).isEmpty();
      Collections.reverse(order);
      for (Bundle each : order) {
        each.start();
      }
      assertThat(resolve("one.itest").body()).contains("10.1.2.3");
      assertEchoes();
    }
    assertThat(osgi.log).noneMatch(line -> line.startsWith("warn"));
  }

  @Test
  void H1_a_module_that_unloads_itself_leaves_nothing_to_warn_of() throws Exception {
    sample("manual").stop();

    assertThat(sample("manual").getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(console.lines()).anyMatch(line -> line.startsWith("manual: done"));
    assertThat(osgi.log).noneMatch(line -> line.startsWith("warn"));
  }

  @Test
  void R13_a_hundred_hot_swaps_of_a_resolver_under_the_samples_load_fail_no_call()
      throws Exception {
    load("start", "2");

    for (int swap = 0; swap < SWAPS; swap++) {
      sample("hosts").update();
    }

    load("stop");
    assertThat(console.awaitLine("load: stopped .* failures (\\d+)")).isEqualTo("0");
    assertThat(Long.parseLong(console.awaitLine("load: stopped .*: calls (\\d+),.*")))
        .isGreaterThan(SWAPS);
  }

  private void load(String... arguments) throws Exception {
    ServiceReference<?>[] found =
        osgi.context().getAllServiceReferences(null, "(osgi.command.function=load)");
    Object command = osgi.context().getService(found[0]);
    command.getClass().getMethod("load", String[].class).invoke(command, (Object) arguments);
  }
}
