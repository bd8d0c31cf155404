package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** Where in a stop the hold is: before every listener, whatever other hooks do. */
@Timeout(60)
class StopHookIT {
  private Osgi osgi;
  private Module provider;
  private Module client;
  private Doing call;
  private Gate inside;

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private void startWithoutModules() throws Exception {
    osgi = Osgi.withoutRegistrar(Map.of());
  }

  /** The provider has an activator of its own, which would stop with the call inside. */
  private void startModules() throws Exception {
    provider = osgi.start(TestBundle.module("provider", "ForgetfulProvider"));
    client = osgi.startClient("client");
    callIsInside();
  }

  private void callIsInside() throws Exception {
    inside = osgi.outside.holdAt("provider:work x");
    call = client.calling("x");
    inside.awaitInside();
  }

  private void addHook(EventHook hook, int ranking) {
    osgi.context()
        .registerService(
            EventHook.class,
            hook,
            FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, ranking)));
  }

  private static boolean isStopOf(String name, BundleEvent event) {
    return event.getType() == BundleEvent.STOPPING
        && name.equals(event.getBundle().getSymbolicName());
  }

  private void assertHeldBeforeItsOwnStop(Doing stop) throws Exception {
    provider.assertHeld(stop);
    assertThat(osgi.outside.events()).doesNotContain("provider:stop");
    assertDrainedBeforeItsOwnStop(stop);
  }

  private void assertDrainedBeforeItsOwnStop(Doing stop) throws Exception {
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    stop.await();
    assertThat(osgi.outside.events())
        .containsSubsequence("provider:worked x", "provider:cleanup", "provider:stop");
  }

  @Test
  void H1_no_listener_hears_of_a_stop_before_the_module_is_drained() throws Exception {
    startWithoutModules();
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    for (int number = 0; number < 10; number++) {
      Bundle bundle = osgi.start(TestBundle.empty("listener" + number)).bundle();
      SynchronousBundleListener listener =
          event -> {
            if (isStopOf("provider", event)) {
              heard.add(bundle.getSymbolicName());
            }
          };
      bundle.getBundleContext().addBundleListener(listener);
    }
    osgi.installRegistrar().start();
    startModules();

    Doing stop = provider.stopping();

    provider.assertHeld(stop);
    assertThat(heard).isEmpty();
    inside.leave();
    stop.await();
    assertThat(heard).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void H1_a_hook_that_hides_the_stop_from_everybody_hides_it_from_nobody_who_drains(int ranking)
      throws Exception {
    startWithoutModules();
    addHook((event, contexts) -> contexts.clear(), ranking);
    osgi.installRegistrar().start();
    startModules();

    assertHeldBeforeItsOwnStop(provider.stopping());
  }

  @Test
  void H1_a_hook_of_lower_rank_hears_of_the_stop_when_the_module_is_drained() throws Exception {
    startWithoutModules();
    addHook(
        (event, contexts) -> {
          if (isStopOf("provider", event)) {
            osgi.outside.apply("hook:provider");
          }
        },
        Integer.MAX_VALUE - 1);
    osgi.installRegistrar().start();
    startModules();

    Doing stop = provider.stopping();

    provider.assertHeld(stop);
    assertThat(osgi.outside.events()).doesNotContain("hook:provider");
    inside.leave();
    stop.await();
    assertThat(osgi.outside.events()).containsSubsequence("provider:cleanup", "hook:provider");
  }

  @Test
  void H1_a_hook_that_comes_first_and_throws_lets_no_stop_through() throws Exception {
    startWithoutModules();
    addHook(
        (event, contexts) -> {
          throw new IllegalStateException("on purpose");
        },
        Integer.MAX_VALUE);
    osgi.installRegistrar().start();
    startModules();

    assertHeldBeforeItsOwnStop(provider.stopping());
  }

  /** The module is drained later than it might be, and still before anything of it stops. */
  @Test
  void H1_a_hook_that_comes_first_and_blocks_lets_no_stop_through() throws Exception {
    startWithoutModules();
    Gate blocking = osgi.outside.holdAt("hook:provider");
    addHook(
        (event, contexts) -> {
          if (isStopOf("provider", event)) {
            osgi.outside.apply("hook:provider");
          }
        },
        Integer.MAX_VALUE);
    osgi.installRegistrar().start();
    startModules();

    Doing stop = provider.stopping();

    blocking.awaitInside();
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.STOPPING);
    assertThat(client.call("y")).isEqualTo("provider did y");
    blocking.leave();
    assertHeldBeforeItsOwnStop(stop);
  }

  /** The state says so before the hook does: no registrar that is got meanwhile is open. */
  @Test
  void H1_a_registrar_that_is_got_when_the_stop_has_begun_registers_nothing() throws Exception {
    startWithoutModules();
    Gate before = osgi.outside.holdAt("hook:scoped");
    addHook(
        (event, contexts) -> {
          if (isStopOf("scoped", event)) {
            osgi.outside.apply("hook:scoped");
          }
        },
        Integer.MAX_VALUE);
    osgi.installRegistrar().start();
    Module scoped = osgi.start(TestBundle.module("scoped", "ScopedClient"));
    Function<Object, Object> commands = scoped.commands();
    Doing stop = scoped.stopping();
    before.awaitInside();

    assertThatThrownBy(() -> commands.apply("register"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("scoped");

    before.leave();
    stop.await();
    assertThat(osgi.runtime().registrations()).isEmpty();
  }

  @Test
  void H1_a_start_that_fails_returns_when_what_it_had_registered_is_drained() throws Exception {
    startWithoutModules();
    osgi.installRegistrar().start();
    client = osgi.startClient("client");
    Bundle failing = osgi.install(TestBundle.module("provider", "FailingProvider"));
    Gate registered = osgi.outside.holdAt("provider:registered");
    Doing start = Doing.run("start provider", failing::start);
    registered.awaitInside();
    callIsInside();

    registered.leave();

    Held.awaitInRegistrar(start);
    assertThat(osgi.runtime().pending()).hasSize(1);
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    assertThatThrownBy(start::await).hasCauseInstanceOf(BundleException.class);
    assertThat(osgi.outside.events()).contains("provider:cleanup");
    assertThat(osgi.runtime().registrations()).hasSize(1);
  }

  /** It has a context, with which others may register for it, and no activator has run. */
  @Test
  void H1_the_stop_of_a_bundle_that_waits_for_its_lazy_activation_is_held() throws Exception {
    startWithoutModules();
    osgi.installRegistrar().start();
    client = osgi.startClient("client");
    Bundle lazy =
        osgi.install(
            TestBundle.module("lazy", "FailingProvider").header("Bundle-ActivationPolicy", "lazy"));
    lazy.start(Bundle.START_ACTIVATION_POLICY);
    assertThat(lazy.getState()).isEqualTo(Bundle.STARTING);
    osgi.start(TestBundle.module("provider", "Agent")).call("lazy");
    callIsInside();

    Doing stop = Doing.run("stop lazy", lazy::stop);

    Held.assertHeld(osgi.runtime(), lazy, stop);
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    stop.await();
    assertThat(osgi.runtime().registrations()).hasSize(1);
    assertThat(osgi.outside.events()).contains("provider:cleanup");
  }

  enum Level {
    OF_THE_FRAMEWORK,
    OF_THE_BUNDLE
  }

  @ParameterizedTest
  @EnumSource
  void H2_a_stop_for_its_start_level_is_held(Level level) throws Exception {
    startWithoutModules();
    osgi.installRegistrar().start();
    startModules();
    if (level == Level.OF_THE_FRAMEWORK) {
      FrameworkStartLevel levels = osgi.framework().adapt(FrameworkStartLevel.class);
      Gate reached = new Gate("start level 2");
      levels.setStartLevel(2, event -> reached.leave());
      reached.pass();
      provider.bundle().adapt(BundleStartLevel.class).setStartLevel(2);
      levels.setStartLevel(1);
    } else {
      provider.bundle().adapt(BundleStartLevel.class).setStartLevel(2);
    }

    Held.assertHeld(osgi.runtime(), provider.bundle());
    assertThat(osgi.outside.events()).doesNotContain("provider:stop");
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    Held.awaitUntil(() -> provider.bundle().getState() == Bundle.RESOLVED);
    assertThat(osgi.outside.events()).containsSubsequence("provider:cleanup", "provider:stop");
  }
}
