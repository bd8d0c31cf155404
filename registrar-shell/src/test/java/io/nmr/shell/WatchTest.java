package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.HOSTILE;
import static io.nmr.shell.FakeRuntime.NPI;
import static io.nmr.shell.FakeRuntime.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nmr.runtime.RuntimeEvent.Kind;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(20)
class WatchTest {
  @RegisterExtension final StandardOut out = new StandardOut();

  private final FakeRuntime runtime = new FakeRuntime();
  private final FakeFramework framework = new FakeFramework();
  private final WatchCommand watch =
      new WatchCommand(runtime.asRuntimes(), new Bundles(framework.context()));

  @Test
  void it_prints_what_happens_until_it_is_interrupted_as_by_ctrl_C() throws Exception {
    Thread watching = start(false, "", "", "");

    runtime.happen(event(Kind.DECLINED, NPI, "load", "load (5)"));

    await().until(() -> out.printed().contains("\n"));
    assertThat(out.printed())
        .containsPattern(
            "DECLINED +binding 7, net\\.resolver, load with hosts, client load \\(5\\), because,"
                + " after 1\\.5 s");
    watching.interrupt();
    watching.join();
    assertThat(runtime.listeners).isEmpty();
  }

  @Test
  void it_ends_by_itself_after_the_time_that_is_given() {
    watch(false, "1ms", "", "");

    assertThat(out.printed()).isEmpty();
    assertThat(runtime.listeners).isEmpty();
  }

  @Test
  void only_what_concerns_the_NPI_and_the_bundle_is_printed() throws Exception {
    framework.add(5, "load", "1.0.0");
    Thread watching = start(true, "", NPI, "load");

    runtime.happen(event(Kind.ATTACHED, "net.other", "load", "load (5)"));
    runtime.happen(event(Kind.ATTACHED, NPI, "gateway", "gateway (7)"));
    runtime.happen(event(Kind.ATTACHED, NPI, "load#2", ""));
    runtime.happen(event(Kind.DETACHED, NPI, "", "load (5)"));

    await().until(() -> out.printed().lines().count() == 2);
    assertThat(out.printed().lines())
        .first()
        .asString()
        .startsWith("{\"when\":\"2026-01-01T12:00:00Z\",\"kind\":\"ATTACHED\"")
        .contains("\"client\":\"load#2\"", "\"duration\":1.5");
    watching.interrupt();
    watching.join();
  }

  @Test
  void what_modules_say_is_one_printable_line() throws Exception {
    Thread watching = start(false, "", "", "");

    runtime.happen(event(Kind.DECLINED, HOSTILE, HOSTILE, HOSTILE));

    await().until(() -> out.printed().contains("\n"));
    assertThat(out.printed().lines()).hasSize(1);
    Texts.assertSafe(out.printed());
    watching.interrupt();
    watching.join();
  }

  @Test
  void after_its_time_it_ends_however_much_goes_on() throws Exception {
    Thread watching = start(false, "200ms", "", "");
    Thread happening =
        new Thread(
            () -> {
              while (watching.isAlive()) {
                runtime.happen(event(Kind.ATTACHED, NPI, "load", ""));
              }
            },
            "happening");
    happening.start();

    watching.join(TimeUnit.SECONDS.toMillis(10));

    assertThat(watching.isAlive()).isFalse();
    happening.join();
  }

  @Test
  void a_bad_time_and_an_unknown_bundle_are_named() {
    assertThatThrownBy(() -> watch(false, "soon", "", ""))
        .hasToString(
            "--for: 'soon' is no duration; give one such as 500ms, 30s, 5m, 1h or PT1M30S");
    assertThatThrownBy(() -> watch(false, "", "", "nobody"))
        .hasToString("there is no bundle 'nobody'; lb -s lists them");
  }

  private void watch(boolean json, String time, String npi, String bundle) {
    watch.watch(new FakeSession().asSession(), json, time, npi, bundle);
  }

  private Thread start(boolean json, String time, String npi, String bundle) {
    Thread thread = new Thread(() -> watch(json, time, npi, bundle), "watch");
    thread.setDaemon(true);
    thread.start();
    await().until(() -> !runtime.listeners.isEmpty());
    return thread;
  }
}
