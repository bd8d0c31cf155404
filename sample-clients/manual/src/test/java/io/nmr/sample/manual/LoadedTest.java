package io.nmr.sample.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.local.LocalRegistrar;
import io.nmr.runtime.RegistrarRuntime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LoadedTest {
  private final Semaphore inside = new Semaphore(0);
  private final Semaphore mayLeave = new Semaphore(0);
  private final LineSink out = new LineSink();

  private void work() {
    inside.release();
    mayLeave.acquireUninterruptibly();
  }

  @Test
  void unload_says_what_it_waits_for_and_returns_after_the_last_call() throws Exception {
    try (LocalRegistrar registrar = new LocalRegistrar()) {
      Loaded loaded = new Loaded(registrar, this::work, out.stream());
      inside.acquire();

      Thread unloading = new Thread(loaded::unload);
      unloading.start();
      out.awaitLine();
      assertThat(out.text())
          .startsWith("manual: waits for call by ")
          .contains("on thread 'nmr-sample-manual'")
          .doesNotContain("done");
      assertThat(unloading.isAlive()).isTrue();

      mayLeave.release();
      unloading.join();
      assertThat(out.text()).endsWith("manual: done, nothing refers to this module any more\n");
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .doesNotContain("nmr-sample-manual");
      RegistrarRuntime runtime = registrar.runtime();
      assertThat(runtime.bindings()).isEmpty();
      assertThat(runtime.registrations()).isEmpty();
    }
  }

  @Test
  void an_interrupt_does_not_let_it_go_early_and_is_kept() throws Exception {
    try (LocalRegistrar registrar = new LocalRegistrar()) {
      Loaded loaded = new Loaded(registrar, this::work, out.stream());
      inside.acquire();
      boolean[] isKept = new boolean[1];
      Thread unloading =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                loaded.unload();
                isKept[0] = Thread.interrupted();
              });
      unloading.start();
      out.awaitLine();

      mayLeave.release();
      unloading.join();

      assertThat(out.text()).contains("manual: done");
      assertThat(isKept[0]).isTrue();
    }
  }

  @Test
  void a_bad_length_of_a_call_is_named() {
    assertThat(ManualModule.millis("1")).isEqualTo(1);
    assertThatThrownBy(() -> ManualModule.millis("soon"))
        .hasMessage("nmr.sample.manual.work=soon: give a number of milliseconds from 1 to 60000");
    assertThatThrownBy(() -> ManualModule.millis("0")).hasMessageContaining("=0:");
  }

  /** What is printed, and a way to wait for a line. */
  private static final class LineSink extends ByteArrayOutputStream {
    PrintStream stream() {
      return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      super.write(bytes, from, length);
      notifyAll();
    }

    synchronized void awaitLine() throws InterruptedException {
      while (!text().contains("\n")) {
        wait();
      }
    }

    synchronized String text() {
      return toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
  }
}
