package io.nmr.itest;

import static io.nmr.itest.JmxScene.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.itest.JmxScene.Call;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.BundleStartLevel;

/** Bundles unloaded through the registrar's MBean. */
@Timeout(60)
class JmxUnloadIT {
  private JmxScene scene;

  @BeforeEach
  void start() throws Exception {
    scene = new JmxScene(Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    scene.close();
  }

  @Test
  void unload_goes_on_when_nobody_waits_any_more_and_may_be_waited_for_again() throws Exception {
    Call call = scene.callInside();
    Bundle provider = call.provider().bundle();
    long id = provider.getBundleId();

    assertThat((String) scene.invoke("unload", id, 50L))
        .contains("provider (" + id + ")", "goes on");
    await().atMost(PATIENCE).until(() -> scene.get("Holds").equals(1));
    assertThat(provider.getState()).isEqualTo(Bundle.STOPPING);
    assertThat((String) scene.invoke("unload", id, 0L)).contains("waits for call by client");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .containsOnlyOnce("nmr-deploy provider (" + id + ")");
    call.end();

    await().atMost(PATIENCE).until(() -> provider.getState() == Bundle.UNINSTALLED);
    assertThat((String) scene.invoke("unload", id, 20_000L)).startsWith("unloaded provider");
    assertThat((String) scene.invoke("unload", id, 0L)).startsWith("unloaded provider");
    assertThat(call.client().bundle().getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void unload_starts_again_what_is_wired_to_the_bundle_where_it_can() throws Exception {
    Module provider = scene.osgi.startProvider("provider");
    scene.osgi.startClient("client");
    Bundle contract = scene.osgi.bundle("contract");

    String told = (String) scene.invoke("unload", contract.getBundleId(), 20_000L);

    assertThat(told)
        .startsWith("unloaded contract (" + contract.getBundleId() + ")")
        .contains(
            "provider ("
                + provider.bundle().getBundleId()
                + ") was wired to it and does not start");
    assertThat(scene.osgi.runtime().registrations()).isEmpty();
    assertThat(contract.getState()).isEqualTo(Bundle.UNINSTALLED);
    assertThat(provider.bundle().adapt(BundleStartLevel.class).isPersistentlyStarted()).isTrue();
  }

  /** A bundle whose activator can be told to fail, and one that is wired to it. */
  private Bundle startWithADependent(String resolution) throws Exception {
    scene.osgi.start(
        TestBundle.module("target", "ForgetfulProvider")
            .header("Export-Package", TestBundle.FIXTURE + "module"));
    TestBundle wired =
        new TestBundle("dependent")
            .header("Import-Package", TestBundle.FIXTURE + "module;resolution:=" + resolution);
    return scene.osgi.start(wired).bundle();
  }

  @Test
  void what_can_do_without_the_bundle_is_started_again() throws Exception {
    Bundle dependent = startWithADependent("optional");

    String told =
        (String) scene.invoke("unload", scene.osgi.bundle("target").getBundleId(), 20_000L);

    assertThat(told)
        .startsWith("unloaded target")
        .contains("restarted dependent")
        .doesNotContain("does not start");
    assertThat(dependent.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void a_stop_that_throws_is_told_and_the_bundle_is_unloaded_all_the_same() throws Exception {
    Bundle dependent = startWithADependent("optional");
    Bundle target = scene.osgi.bundle("target");
    scene.osgi.outside.on(
        "target:stop",
        () -> {
          throw new IllegalStateException("on purpose");
        });

    assertThat((String) scene.invoke("unload", target.getBundleId(), 20_000L))
        .startsWith("unloaded target")
        .contains("the stop of target (" + target.getBundleId() + ") failed: ", "on purpose");

    assertThat(target.getState()).isEqualTo(Bundle.UNINSTALLED);
    assertThat(dependent.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void a_dependent_whose_stop_throws_is_started_again() throws Exception {
    scene.osgi.start(
        new TestBundle("library").header("Export-Package", TestBundle.FIXTURE + "none"));
    Bundle dependent =
        scene
            .osgi
            .start(
                TestBundle.module("target", "ForgetfulProvider")
                    .header("Require-Bundle", "library;resolution:=optional"))
            .bundle();
    scene.osgi.outside.on(
        "target:stop",
        () -> {
          throw new IllegalStateException("on purpose");
        });

    assertThat((String) scene.invoke("unload", scene.osgi.bundle("library").getBundleId(), 20_000L))
        .startsWith("unloaded library")
        .contains("the stop of target (" + dependent.getBundleId() + ") failed: ");

    assertThat(dependent.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void one_that_is_uninstalled_while_others_are_started_again_is_waited_for_all_the_same()
      throws Exception {
    Bundle dependent = startWithADependent("optional");
    Bundle target = scene.osgi.bundle("target");
    long id = target.getBundleId();
    CompletableFuture<Void> mayStart = new CompletableFuture<>();
    SynchronousBundleListener slow =
        event -> {
          if (event.getType() == BundleEvent.STARTING && event.getBundle().equals(dependent)) {
            mayStart.join();
          }
        };
    scene.osgi.context().addBundleListener(slow);

    assertThat((String) scene.invoke("unload", id, 50L)).contains("goes on");
    await().atMost(PATIENCE).until(() -> target.getState() == Bundle.UNINSTALLED);
    assertThat((String) scene.invoke("unload", id, 50L)).contains("target (" + id, "goes on");

    mayStart.complete(null);
    assertThat((String) scene.invoke("unload", id, 20_000L)).startsWith("unloaded target");
    assertThat(dependent.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  void unload_refuses_what_it_cannot_do() {
    assertThatThrownBy(() -> scene.invoke("unload", 987654L, 1L))
        .hasStackTraceContaining("there is no bundle 987654");
    assertThatThrownBy(() -> scene.invoke("unload", 0L, 1L))
        .hasStackTraceContaining("framework itself");
    assertThatThrownBy(() -> scene.invoke("unload", scene.jmx.getBundleId(), -1L))
        .hasStackTraceContaining("timeoutMillis is -1");
    assertThatThrownBy(() -> scene.invoke("abandon", 987654L))
        .hasStackTraceContaining("there is no binding 987654");
  }

  @Test
  void its_own_bundle_can_be_unloaded_through_it() throws Exception {
    String told = (String) scene.invoke("unload", scene.jmx.getBundleId(), 20_000L);
    assertThat(told).startsWith("unloaded io.nmr.registrar.jmx");
    assertThat(scene.jmx.getState()).isEqualTo(Bundle.UNINSTALLED);
    assertThat(scene.isRegistered()).isFalse();
  }
}
