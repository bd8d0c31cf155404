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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** A framework with every sample module, on free ports, and what a person does with it. */
final class SampleStack {
  final Console console;
  final Osgi osgi;
  final List<Bundle> samples;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Installed, with the registrar started. */
  SampleStack(Path folder, Map<String, String> settings) throws Exception {
    Path hosts = Files.writeString(folder.resolve("hosts"), "10.1.2.3 one.itest\n");
    Map<String, String> properties = new HashMap<>();
    properties.put("nmr.sample.hosts.file", hosts.toString());
    properties.put("nmr.sample.unix.dir", folder.toString());
    properties.put("nmr.sample.tcp.echo.port", "0");
    properties.put("nmr.sample.tcp.message.port", "0");
    properties.put("nmr.sample.gateway.port", "0");
    properties.put("nmr.sample.manual.work", "5");
    properties.putAll(settings);
    console = Console.open();
    osgi = Osgi.withRegistrar(properties);
    samples = osgi.installSamples();
  }

  SampleStack started() throws Exception {
    for (Bundle each : samples) {
      each.start();
    }
    return this;
  }

  void close() throws Exception {
    try {
      osgi.close();
    } finally {
      console.close();
    }
  }

  Bundle sample(String name) {
    return osgi.bundle("io.nmr.sample." + name);
  }

  HttpResponse<String> resolve(String name) throws Exception {
    String base = console.awaitLine("gateway: (http://.*/resolve/)NAME");
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + name)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  Socket connect(String service) throws Exception {
    String port = console.awaitLine("tcp: " + service + " listens on .*:(\\d+)");
    return new Socket("127.0.0.1", Integer.parseInt(port));
  }

  void assertEchoes() throws Exception {
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

  void load(String... arguments) throws Exception {
    ServiceReference<?>[] found =
        osgi.context().getAllServiceReferences(null, "(osgi.command.function=load)");
    Object command = osgi.context().getService(found[0]);
    command.getClass().getMethod("load", String[].class).invoke(command, (Object) arguments);
  }
}
