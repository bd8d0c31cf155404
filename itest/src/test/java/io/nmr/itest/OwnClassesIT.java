package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;

/** No thread of a module loads a class of the registrar: the framework may keep such a thread. */
@Timeout(240)
class OwnClassesIT {
  private final Queue<String> loaded = new ConcurrentLinkedQueue<>();
  private Osgi osgi;

  @BeforeEach
  void start() throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of());
    WeavingHook hook = each -> loaded.add(bundle(each) + " " + each.getClassName());
    osgi.provide(WeavingHook.class, hook, "hook");
  }

  private static String bundle(WovenClass woven) {
    return woven.getBundleWiring().getBundle().getSymbolicName();
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  @Test
  void R22_all_classes_of_the_registrar_are_loaded_when_it_has_started() throws Exception {
    Bundle registrar = osgi.installRegistrar();
    registrar.start();
    assertThat(loaded).contains("io.nmr.registrar io.nmr.impl.Activator");
    loaded.clear();

    osgi.startProvider("provider");
    Module client = osgi.startClient("client");
    assertThat(client.call("x")).isEqualTo("provider did x");
    Gate inside = osgi.outside.holdAt("provider:work x");
    Doing call = client.calling("x");
    inside.awaitInside();
    Doing stop = client.stopping();
    client.assertHeld(stop);
    assertThat(osgi.runtime().pending()).isNotEmpty();
    inside.leave();
    call.await();
    stop.await();
    registrar.stop();

    assertThat(loaded).anyMatch(each -> each.startsWith("provider "));
    assertThat(loaded).noneMatch(each -> each.contains(" io.nmr.impl."));
    assertThat(loaded).noneMatch(each -> each.startsWith("io.nmr.registrar"));
  }
}
