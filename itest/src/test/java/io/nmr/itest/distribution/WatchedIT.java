package io.nmr.itest.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The distribution seen from outside: by Prometheus, and by the JDK's flight recorder. */
@Tag("full")
@Tag("distribution")
@Timeout(90)
class WatchedIT {
  private static final String AT =
      " INFO  io\\.nmr\\.registrar\\.metrics: metrics for Prometheus are at (http://127\\S+)$";

  private final Jdk jdk = Jdk.running();
  @TempDir Path folder;
  private Nmr nmr;

  @AfterEach
  void destroy() {
    if (nmr != null) {
      nmr.close();
    }
  }

  private static String scraped(String uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void its_metrics_are_served_and_that_is_the_one_line_at_start() throws Exception {
    nmr = Nmr.start(jdk, folder, "-Dnmr.metrics.port=0");

    String text = scraped(nmr.err.await(AT).group(1));

    assertThat(text)
        .contains("nmr_registrars 1.0\n")
        .contains("nmr_bindings{npi=\"io.nmr.sample.transport\",state=\"attached\"} ")
        .contains("nmr_declined_total{npi=\"io.nmr.sample.resolver\",side=\"client\"} ");
    assertThat(nmr.err.lines()).hasSize(1);
  }

  @Test
  void a_metrics_port_in_use_is_one_line_and_the_rest_is_up() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      nmr = Nmr.start(jdk, folder, "-Dnmr.metrics.port=" + port);

      nmr.err.await(" WARN .* no metrics: port " + port + " of 127\\.0\\.0\\.1 cannot be opened");
      nmr.served().assertEchoes();
      assertThat(nmr.err.lines()).hasSize(1);
    }
  }

  @Test
  void a_flight_recording_has_the_holds_and_detaches() throws Exception {
    Path file = folder.resolve("nmr.jfr");
    nmr = Nmr.start(jdk, folder, "-XX:StartFlightRecording:filename=" + file);
    nmr.run("stop io.nmr.sample.hosts");
    nmr.endBy("exit 0");

    String printed = printed(file);

    assertThat(printed)
        .containsPattern("io\\.nmr\\.Hold \\{[^}]*owner = \"io\\.nmr\\.sample\\.hosts \\(")
        .containsPattern("io\\.nmr\\.Detach \\{[^}]*cause = \"PROVIDER_DEREGISTERED\"");
  }

  private String printed(Path file) throws Exception {
    Process print =
        new ProcessBuilder(
                jdk.home().orElseThrow().resolve("bin/jfr").toString(),
                "print",
                "--events",
                "io.nmr.Hold,io.nmr.Detach",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(print.getInputStream().readAllBytes(), UTF_8);
    assertThat(print.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return printed;
  }
}
