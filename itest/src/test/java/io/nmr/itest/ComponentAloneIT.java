package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

/**
 * A component that is deactivated while its bundle stays: nobody tells the registrar before. The
 * component that closes its registration first is the one in docs/declarative-services.md.
 */
@Timeout(60)
class ComponentAloneIT {
  private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
  private static final Path SOURCE =
      Path.of("src/test/java/io/nmr/itest/fixture/component/TableProvider.java");
  private static final String TABLE =
      "<reference name='table' interface='java.util.function.Function'"
          + " target='(itest=table)' field='table'/>";

  private Osgi osgi;
  private Bundle components;
  private Bundle registrar;
  private Module provider;
  private Module client;
  private ServiceRegistration<?> table;
  private Function<Object, Object> switchboard;
  private Doing call;
  private Gate inside;

  /** Why it is deactivated. */
  enum Reason {
    IS_DISABLED {
      @Override
      Doing doIt(ComponentAloneIT test) {
        return Doing.begin("disable", () -> test.switchboard.apply("disable TableProvider"));
      }

      @Override
      void undoIt(ComponentAloneIT test) {
        test.switchboard.apply("enable TableProvider");
      }
    },
    LOSES_ITS_REFERENCE {
      @Override
      Doing doIt(ComponentAloneIT test) {
        return Doing.run("unregister", test.table::unregister);
      }

      @Override
      void undoIt(ComponentAloneIT test) {
        test.provideTable();
      }
    },
    IS_CONFIGURED_ANEW {
      @Override
      Doing doIt(ComponentAloneIT test) {
        return Doing.begin("configure", () -> test.switchboard.apply("configure TableProvider"));
      }

      @Override
      void undoIt(ComponentAloneIT test) {}
    },
    COMPONENTS_STOP {
      @Override
      Doing doIt(ComponentAloneIT test) {
        return Doing.run("stop components", test.components::stop);
      }

      @Override
      void undoIt(ComponentAloneIT test) throws Exception {
        test.components.start();
      }
    },
    REGISTRAR_STOPS {
      @Override
      Doing doIt(ComponentAloneIT test) {
        return Doing.run("stop registrar", test.registrar::stop);
      }

      @Override
      void undoIt(ComponentAloneIT test) throws Exception {
        test.registrar.start();
      }
    };

    abstract Doing doIt(ComponentAloneIT test);

    abstract void undoIt(ComponentAloneIT test) throws Exception;
  }

  @AfterEach
  void stop() throws Exception {
    osgi.close();
  }

  private void arrange(TestBundle component, Map<String, String> properties) throws Exception {
    osgi = Osgi.withoutRegistrar(properties);
    osgi.installBuilt("org.apache.felix.configadmin").start();
    components = osgi.installComponents();
    components.start();
    registrar = osgi.installRegistrar();
    registrar.start();
    osgi.start(TestBundle.switchboard());
    switchboard = osgi.function("switchboard");
    provideTable();
    provider = osgi.start(component);
    client = osgi.startClient("client");
    inside = osgi.outside.holdAt("provider:work x");
    call = client.calling("x");
    inside.awaitInside();
  }

  private void provideTable() {
    Function<Object, Object> lookUp =
        job -> {
          osgi.outside.apply("provider:work " + job);
          return "provider did " + job;
        };
    table = osgi.provide(Function.class, lookUp, "table");
  }

  @Test
  void the_component_in_the_document_is_the_one_that_is_compiled() throws Exception {
    osgi = Osgi.bare(Map.of());
    String document = Files.readString(Path.of("..", "docs", "declarative-services.md"));
    Matcher block = JAVA.matcher(document);
    assertThat(block.find()).isTrue();
    assertThat(Files.readString(SOURCE)).endsWith(block.group(1));
  }

  /** On whatever thread: where components are told of what has happened is theirs to say. */
  private static boolean isAnyoneInDeactivate() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(
            frame ->
                frame.getClassName().endsWith(".TableProvider")
                    && frame.getMethodName().equals("deactivate"));
  }

  /**
   * Somebody waits in the component, or has not come so far: where the registrar stops, the client
   * may hear of that before the components do, and its own wait for the call comes first.
   */
  private static boolean isHeld(Doing deactivating) {
    return isAnyoneInDeactivate() || Held.isInRegistrar(deactivating.thread());
  }

  /** Until then calls are served. */
  private boolean isNextCallRefused() throws Exception {
    try {
      assertThat(client.call("kept y")).isEqualTo("provider did y");
      return false;
    } catch (RuntimeException thrown) {
      assertThat(thrown.getClass().getName()).endsWith("DetachedException");
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource
  void H2_a_component_that_closes_its_registration_first_loses_no_call_when_it(Reason reason)
      throws Exception {
    arrange(TestBundle.component("provider", "TableProvider", TABLE), Map.of());

    Doing deactivating = reason.doIt(this);

    Held.awaitUntil(this::isNextCallRefused);
    Held.awaitUntil(() -> isHeld(deactivating));
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.ACTIVE);
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    deactivating.await();
    Held.awaitUntil(() -> !isAnyoneInDeactivate());
    reason.undoIt(this);
    Held.awaitUntil(() -> osgi.runtime().bindings().size() == 1);
    assertThat(client.call("again")).isEqualTo("provider did again");
  }

  @Test
  void H2_it_needs_no_more_when_its_bundle_stops() throws Exception {
    arrange(TestBundle.component("provider", "TableProvider", TABLE), Map.of());

    Doing stop = provider.stopping();

    provider.assertHeld(stop);
    assertThat(isAnyoneInDeactivate()).isFalse();
    inside.leave();
    assertThat(call.await()).isEqualTo("provider did x");
    stop.await();
  }

  /** It is deactivated with the call inside; what the registrar holds then is its release. */
  @Test
  void H4_the_log_says_that_the_release_of_the_registrar_is_held_and_no_stop() throws Exception {
    arrange(
        TestBundle.component(
            "provider",
            "ForgetfulComponent",
            "<reference name='outside' interface='java.util.function.Function'"
                + " target='(itest=outside)' field='outside'/>"),
        Map.of("nmr.hold.warn", "50ms"));

    Doing disabling = Doing.begin("disable", () -> switchboard.apply("disable ForgetfulComponent"));

    Held.awaitUntil(() -> osgi.log.stream().anyMatch(line -> line.contains("has been held")));
    assertThat(provider.bundle().getState()).isEqualTo(Bundle.ACTIVE);
    inside.leave();
    disabling.await();
    assertThat(osgi.log)
        .filteredOn(line -> line.contains("has been held"))
        .allMatch(line -> line.contains("the release of the registrar by provider ("));
  }
}
