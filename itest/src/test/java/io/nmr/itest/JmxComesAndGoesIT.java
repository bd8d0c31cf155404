package io.nmr.itest;

import static io.nmr.itest.JmxScene.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nmr.itest.JmxScene.Call;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import javax.management.openmbean.CompositeData;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** When the registrar's MBean is there, what it notifies of meanwhile, and what it leaves. */
@Timeout(60)
class JmxComesAndGoesIT {
  private JmxScene scene;

  @BeforeEach
  void start() throws Exception {
    scene = new JmxScene(Map.of("nmr.hold.warn", "50ms"));
  }

  @AfterEach
  void stop() throws Exception {
    scene.close();
  }

  @Test
  void it_is_there_as_long_as_the_bundle_runs_and_a_registrar_is_there() throws Exception {
    Bundle registrar = scene.osgi.bundle("io.nmr.registrar");
    assertThat(scene.isRegistered()).isTrue();
    for (int times = 0; times < 3; times++) {
      registrar.stop();
      assertThat(scene.isRegistered()).isFalse();
      registrar.start();
      assertThat(scene.isRegistered()).isTrue();
    }
    scene.jmx.stop();
    assertThat(scene.isRegistered()).isFalse();
    scene.jmx.start();
    assertThat(scene.isRegistered()).isTrue();
  }

  @Test
  void a_hold_past_its_warn_time_a_failed_callback_and_an_abandon_are_notified() throws Exception {
    Queue<Notification> heard = new ConcurrentLinkedQueue<>();
    scene.server.addNotificationListener(
        scene.name, (notification, none) -> heard.add(notification), null, null);
    scene.osgi.outside.on(
        "client:detach",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    Call call = scene.callInside();
    Doing stop = call.provider().stopping();

    Notification warned = awaitOne(heard, "io.nmr.hold.warned");
    assertThat(warned.getMessage()).contains("the stop of provider", "call by client");
    Notification failed = awaitOne(heard, "io.nmr.callback.failed");
    assertThat(failed.getMessage()).contains("client (", "the test's reaction");
    assertThat(failed.getSource()).isEqualTo(scene.name);
    assertThat((Map<?, ?>) failed.getUserData())
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, String.class))
        .containsOnlyKeys(
            "kind", "npi", "bindingId", "client", "provider", "side", "owner", "millis", "detail")
        .containsEntry("client", "client")
        .containsEntry("provider", "provider")
        .containsEntry("side", "client");
    scene.invoke("abandon", (Long) scene.rows("Bindings")[0].get("id"));
    awaitOne(heard, "io.nmr.abandoned");
    stop.await();
    assertThat(heard).extracting(Notification::getSequenceNumber).doesNotHaveDuplicates();
    assertThat(scene.rows("Failures")).hasSize(1);
    CompositeData failure = scene.rows("Failures")[0];
    assertThat(failure.get("side")).isEqualTo("client");
    assertThat((String) failure.get("owner")).startsWith("client (");
    assertThat((String) failure.get("detail")).contains("the test's reaction");
    call.end();
  }

  private static Notification awaitOne(Queue<Notification> heard, String type) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> heard.stream().filter(each -> each.getType().equals(type)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void a_slow_listener_holds_nobody_up_and_is_interrupted_when_the_bundle_stops() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    scene.server.addNotificationListener(
        scene.name,
        (notification, none) -> {
          inside.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException asked) {
            interrupted.countDown();
          }
        },
        null,
        null);
    Call call = scene.callInside();
    Doing stop = call.provider().stopping();
    inside.await();

    call.end();
    stop.await();
    scene.jmx.stop();

    assertThat(interrupted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void nothing_is_left_of_the_bundle_when_it_is_uninstalled() throws Exception {
    Call call = scene.callInside();
    Doing stop = call.provider().stopping();
    call.provider().assertHeld(stop);
    WeakReference<ClassLoader> loader = useAndUninstall();
    call.end();
    stop.await();
    Loaders.awaitCollected(loader);
  }

  /** Nothing that is local to this method may keep the loader. */
  private WeakReference<ClassLoader> useAndUninstall() throws Exception {
    WeakReference<ClassLoader> loader =
        new WeakReference<>(scene.jmx.adapt(BundleWiring.class).getClassLoader());
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    scene.server.addNotificationListener(
        scene.name, (each, none) -> heard.add(each.getType()), null, null);
    for (String each : List.of("Counts", "Npis", "Pending", "Bindings", "Settings")) {
      assertThat(scene.get(each)).isNotNull();
    }
    await().atMost(PATIENCE).until(() -> !heard.isEmpty());
    scene.jmx.uninstall();
    return loader;
  }
}
