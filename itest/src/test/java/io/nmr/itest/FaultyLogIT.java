package io.nmr.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.framework.Bundle;

/** A log service that fails, is full, blocks or is not there changes nothing. */
@Timeout(60)
class FaultyLogIT {
  private static final String FAILED = "failed and is taken as done";

  /** What a log service may do instead of taking a line. */
  enum Wrong {
    THROWS(
        line -> {
          throw new IllegalStateException("the log is broken");
        }),
    FAILS(
        line -> {
          throw new AssertionError("the log is broken");
        }),
    OVERFLOWS(
        line -> {
          throw new StackOverflowError("the log is broken");
        });

    private final Consumer<String> onLine;

    Wrong(Consumer<String> onLine) {
      this.onLine = onLine;
    }
  }

  /** What comes to the JDK's log, which stands in. */
  private static final class StandIn extends Handler {
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord logged) {
      lines.add(new SimpleFormatter().formatMessage(logged));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final StandIn standIn = new StandIn();
  private Osgi osgi;

  @BeforeEach
  void capture() {
    Logger.getLogger("").addHandler(standIn);
  }

  @AfterEach
  void stop() throws Exception {
    Logger.getLogger("").removeHandler(standIn);
    osgi.onLine = line -> {};
    osgi.close();
  }

  /** A pair, whose provider fails to detach, comes and goes. */
  private Doing pairComesAndGoes() throws Exception {
    Module provider = osgi.startProvider("provider");
    Module client = osgi.startClient("client");
    assertThat(client.call("x")).isEqualTo("provider did x");
    osgi.outside.on(
        "provider:detach",
        () -> {
          throw new IllegalStateException("detach is broken");
        });
    return provider.stopping();
  }

  private void assertGone() {
    assertThat(osgi.outside.events())
        .containsSubsequence(
            "client:detach", "provider:detach", "client:cleanup", "provider:cleanup");
    assertThat(osgi.bundle("provider").getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(osgi.runtime().bindings()).isEmpty();
    assertThat(osgi.runtime().pending()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void R20_a_log_service_that_fails_changes_nothing_and_loses_no_line(Wrong wrong)
      throws Exception {
    osgi = Osgi.withRegistrar();
    osgi.onLine = wrong.onLine;

    pairComesAndGoes().await();

    assertGone();
    assertThat(standIn.lines)
        .anyMatch(line -> line.contains("provider provider") && line.contains(FAILED));
  }

  @Test
  void R20_a_log_service_that_blocks_holds_up_nobody_else() throws Exception {
    osgi = Osgi.withRegistrar();
    Gate logging = new Gate("the log");
    osgi.onLine =
        line -> {
          if (line.contains(FAILED)) {
            logging.pass();
          }
        };

    Doing stop = pairComesAndGoes();

    logging.awaitInside();
    Module other = osgi.startProvider("other");
    Module caller = osgi.startClient("caller");
    assertThat(caller.call("y")).isEqualTo("other did y");
    caller.bundle().stop();
    other.bundle().stop();
    logging.leave();
    stop.await();
    assertGone();
  }

  @Test
  void R20_a_framework_without_a_log_service_has_the_JDKs() throws Exception {
    osgi = Osgi.withoutLog();

    pairComesAndGoes().await();

    assertGone();
    if (System.getProperty("itest.framework").contains("felix")) { // Equinox has one of its own
      assertThat(standIn.lines)
          .anyMatch(line -> line.contains("provider provider") && line.contains(FAILED));
    }
  }
}
