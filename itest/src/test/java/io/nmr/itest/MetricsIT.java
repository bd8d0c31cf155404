package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The metrics' bundle, scraped as Prometheus does it. */
@Timeout(90)
class MetricsIT {
  private static final Pattern AT =
      Pattern.compile("metrics for Prometheus are at (http://127\\.0\\.0\\.1:\\d+/metrics)");
  private static final Map<String, String> ANY_PORT = Map.of("nmr.metrics.port", "0");
  private static final String NPI = "npi=\"io.nmr.itest.work\"";

  private Osgi osgi;

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private Bundle startMetrics() throws BundleException {
    Bundle bundle = osgi.installBuilt("registrar-metrics");
    bundle.start();
    return bundle;
  }

  /** Of the endpoint that was opened last. */
  private URI uri() {
    List<String> said = osgi.log.stream().filter(line -> AT.matcher(line).find()).toList();
    assertThat(said).as("lines with the endpoint").isNotEmpty();
    Matcher matcher = AT.matcher(said.get(said.size() - 1));
    assertThat(matcher.find()).isTrue();
    return URI.create(matcher.group(1));
  }

  private PrometheusText scrape() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri()).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    return new PrometheusText(answer.body());
  }

  private static String of(String name, String... labels) {
    return name + "{" + String.join(",", labels) + "}";
  }

  @Test
  void a_hold_and_what_came_of_it_are_scraped_during_and_after_it() throws Exception {
    osgi = Osgi.withRegistrar(ANY_PORT);
    startMetrics();
    Module provider = osgi.startProvider("provider");
    Module client = osgi.startClient("client");
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = client.calling("x");
    inside.awaitInside();

    PrometheusText before = scrape();
    Doing stop = provider.stopping();
    provider.assertHeld(stop);
    PrometheusText during = scrape();
    inside.leave();
    call.await();
    stop.await();
    assertThatThrownBy(() -> client.call("kept x")).isInstanceOf(IllegalStateException.class);
    PrometheusText after = scrape();

    assertThat(before.value("nmr_registrars")).isEqualTo(1);
    assertThat(before.value(of("nmr_registrations", NPI, "side=\"client\""))).isEqualTo(1);
    assertThat(before.value(of("nmr_attached_total", NPI))).isEqualTo(1);
    assertThat(before.value(of("nmr_bindings", NPI, "state=\"attached\""))).isEqualTo(1);
    assertThat(before.value("nmr_holds")).isZero();
    assertThat(during.value("nmr_holds")).isEqualTo(1);
    assertThat(during.value("nmr_hold_longest_seconds")).isPositive();
    assertThat(during.value(of("nmr_bindings", NPI, "state=\"detaching\""))).isEqualTo(1);
    assertThat(during.value("nmr_hold_duration_seconds_count")).isZero();
    assertThat(after.value("nmr_holds")).isZero();
    assertThat(after.has("nmr_bindings")).isFalse();
    assertThat(after.value("nmr_hold_duration_seconds_count")).isEqualTo(1);
    assertThat(after.value("nmr_hold_duration_seconds_sum")).isPositive();
    assertThat(after.value(of("nmr_detach_duration_seconds_count", NPI))).isEqualTo(1);
    assertThat(after.value(of("nmr_refused_total", NPI, "side=\"client\""))).isEqualTo(1);
  }

  @Test
  void it_works_as_the_registrar_comes_goes_and_comes_back() throws Exception {
    osgi = Osgi.withoutRegistrar(ANY_PORT);
    startMetrics();
    osgi.startProvider("provider");
    osgi.startClient("client");
    assertThat(scrape().value("nmr_registrars")).isZero();

    Bundle registrar = osgi.installRegistrar();
    registrar.start();
    assertThat(scrape().value("nmr_registrars")).isEqualTo(1);
    assertThat(scrape().value(of("nmr_attached_total", NPI))).isEqualTo(1);

    registrar.stop();
    assertThat(scrape().value("nmr_registrars")).isZero();
    assertThat(scrape().has("nmr_registrations")).isFalse();
    assertThat(scrape().value(of("nmr_detach_duration_seconds_count", NPI))).isEqualTo(1);

    registrar.start();
    assertThat(scrape().value("nmr_registrars")).isEqualTo(1);
    assertThat(scrape().value(of("nmr_attached_total", NPI))).isEqualTo(2);
  }

  @Test
  void its_stop_leaves_neither_port_nor_thread_behind_and_its_start_opens_it_again()
      throws Exception {
    osgi = Osgi.withRegistrar(ANY_PORT);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Bundle bundle = startMetrics();
    int port = uri().getPort();
    try (Socket lazy = new Socket("127.0.0.1", port)) {
      lazy.getOutputStream().write("GET /metrics HTT".getBytes("UTF-8"));
      scrape();

      bundle.stop();

      assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
          .isInstanceOf(ConnectException.class);
    }
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.matches("nmr-metrics.*|HTTP-Dispatcher|.*timeout.*")));
    bundle.start();
    assertThat(scrape().value("nmr_registrars")).isEqualTo(1);
  }

  @Test
  void it_starts_and_stops_on_a_bare_framework() throws Exception {
    osgi = Osgi.bare(ANY_PORT);

    Bundle bundle = startMetrics();

    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(Thread.getAllStackTraces().keySet())
        .anyMatch(thread -> thread.getName().equals("HTTP-Dispatcher"));
    bundle.stop();
  }

  @Test
  void a_port_in_use_is_one_line_and_everything_else_goes_on() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      osgi = Osgi.withRegistrar(Map.of("nmr.metrics.port", port));

      Bundle bundle = startMetrics();

      assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
      assertThat(osgi.log)
          .singleElement()
          .asString()
          .startsWith("warn")
          .contains("port " + port + " of 127.0.0.1", "set nmr.metrics.port to another");
      osgi.startProvider("provider");
      assertThat(osgi.startClient("client").call("x")).isEqualTo("provider did x");
      bundle.stop();
    }
  }

  @Test
  void switched_off_it_opens_nothing_and_says_nothing() throws Exception {
    osgi = Osgi.withRegistrar(Map.of("nmr.metrics.port", "off"));

    Bundle bundle = startMetrics();

    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(osgi.log).isEmpty();
  }

  @Test
  void a_bad_port_is_refused_by_name() throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of("nmr.metrics.port", "many"));

    assertThatThrownBy(this::startMetrics)
        .isInstanceOf(BundleException.class)
        .hasStackTraceContaining("nmr.metrics.port is 'many'");
  }

  @Test
  void it_starts_without_the_jdks_http_server() throws Exception {
    osgi = Osgi.bare(Map.of());
    String others = Packages.without("com.sun.net.httpserver", osgi.framework());
    osgi.close();
    osgi =
        Osgi.withRegistrar(
            Map.of("nmr.metrics.port", "0", "org.osgi.framework.system.packages", others));

    Bundle bundle = startMetrics();

    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(osgi.log).singleElement().asString().contains("no module jdk.httpserver");
    bundle.stop();
  }

  /** Nothing that is local to this method may keep the loader. */
  private WeakReference<ClassLoader> loaderOfAScrapedBundle() throws Exception {
    Bundle bundle = startMetrics();
    osgi.startProvider("provider");
    osgi.startClient("client");
    assertThat(scrape().value(of("nmr_attached_total", NPI))).isEqualTo(1);
    WeakReference<ClassLoader> loader = Loaders.of(bundle);
    bundle.uninstall();
    return loader;
  }

  @Test
  void the_bundles_class_loader_goes_when_it_is_uninstalled() throws Exception {
    osgi = Osgi.withRegistrar(ANY_PORT);

    Loaders.awaitCollected(loaderOfAScrapedBundle());
  }
}
