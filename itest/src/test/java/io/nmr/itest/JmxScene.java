package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.osgi.framework.Bundle;

/** A registrar in the platform's MBean server, seen as a console sees it. */
final class JmxScene {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  final Osgi osgi;
  final Bundle jmx;
  final ObjectName name;

  JmxScene(Map<String, String> properties) throws Exception {
    osgi = Osgi.withRegistrar(properties);
    name =
        new ObjectName(
            "io.nmr:type=Registrar,framework="
                + osgi.context().getProperty("org.osgi.framework.uuid"));
    osgi.installBuilt("registrar-deploy").start();
    jmx = osgi.installBuilt("registrar-jmx");
    jmx.start();
  }

  /** A client's call that is inside a provider, which holds the provider's stop. */
  record Call(Module provider, Module client, Gate inside, Doing doing) {
    /** Ends it. */
    void end() throws Exception {
      inside.leave();
      doing.await();
    }
  }

  Call callInside() throws Exception {
    Module provider = osgi.startProvider("provider");
    Module client = osgi.startClient("client");
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing doing = client.calling("x");
    inside.awaitInside();
    return new Call(provider, client, inside, doing);
  }

  boolean isRegistered() {
    return server.isRegistered(name);
  }

  Object get(String attribute) throws Exception {
    return server.getAttribute(name, attribute);
  }

  CompositeData[] rows(String attribute) throws Exception {
    return (CompositeData[]) get(attribute);
  }

  Object invoke(String operation, Object... arguments) throws Exception {
    String[] types =
        Arrays.stream(arguments)
            .map(each -> each instanceof Long ? "long" : each.getClass().getName())
            .toArray(String[]::new);
    return server.invoke(name, operation, arguments, types);
  }

  String setting(String setting) throws Exception {
    return (String) ((TabularData) get("Settings")).get(new Object[] {setting}).get("value");
  }

  void close() throws Exception {
    osgi.close();
    assertThat(server.queryNames(new ObjectName("io.nmr:*"), null)).isEmpty();
  }
}
