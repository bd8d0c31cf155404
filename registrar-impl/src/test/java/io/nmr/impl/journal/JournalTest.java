package io.nmr.impl.journal;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.DetachedException;
import io.nmr.ModuleId;
import io.nmr.NoInterfaceException;
import io.nmr.impl.core.ModuleOwner;
import io.nmr.impl.core.ModuleRegistrar;
import io.nmr.impl.core.NetworkRegistrar;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.settings.Configuration;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeEvent.Kind;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is logged, counted and kept of what has happened. */
@Timeout(30)
class JournalTest {
  /** Its message cannot be had. */
  private static final class Unprintable extends NoInterfaceException {
    private static final long serialVersionUID = 1L;

    Unprintable() {
      super("nobody sees this");
    }

    @Override
    public String getMessage() {
      throw new NoClassDefFoundError("of a module that is unloaded");
    }
  }

  private final CompletableFuture<Void> pending = new CompletableFuture<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private BooleanSupplier isDebugging = () -> true;
  private final NetworkRegistrar registrar =
      new NetworkRegistrar(
          new Configuration(name -> null),
          new RegistrarLog() {
            @Override
            public void log(Level level, String message, Throwable thrown) {
              lines.add(level + " " + message);
            }

            @Override
            public boolean isLogged(Level level) {
              return level != Level.DEBUG || isDebugging.getAsBoolean();
            }
          },
          String::valueOf);
  private final RegistrarRuntime runtime = registrar.runtime();
  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);
  private final ModuleRegistrar own =
      registrar.registrarOf(new ModuleOwner("own", 1, ModuleId.of("own")));

  /** A decline, an attach, a failed detach, and, if wanted, an abandon instead of a detach. */
  private void live(boolean isAbandoned) {
    provider
        .detaching(
            () -> {
              if (isAbandoned) {
                return pending;
              }
              throw new IllegalStateException("broken");
            })
        .registeredWith(own);
    client.registeredWith(own);
    decline();
    provider.deregister();
    if (isAbandoned) {
      runtime.abandon(client.binding().id());
    }
  }

  private void decline() {
    aClient(trace)
        .named("choosy")
        .beforeAttach(
            offer -> {
              throw new NoInterfaceException("not me");
            })
        .registeredWith(own);
  }

  @Test
  void what_happens_all_the_time_is_logged_only_where_that_goes_anywhere() {
    live(false);
    assertThat(lines).filteredOn(line -> line.startsWith("DEBUG")).hasSizeGreaterThan(4);
    for (BooleanSupplier not : List.<BooleanSupplier>of(() -> false, JournalTest::fail)) {
      isDebugging = not;
      lines.clear();
      live(false);
      assertThat(lines)
          .as("failures of the module alone")
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).startsWith("WARNING").contains("broken"));
    }
  }

  private static boolean fail() {
    throw new IllegalStateException("the log is broken");
  }

  @Test
  void each_change_of_a_setting_is_logged_once_with_what_it_was() {
    runtime.configure(Map.of("nmr.hold.warn", "61s"));
    runtime.configure(Map.of("nmr.hold.warn", "61s"));
    assertThat(lines).containsExactly("INFO settings changed: nmr.hold.warn=61s (was 5s)");
  }

  @Test
  void an_abandon_is_logged_with_what_is_left_behind() {
    live(true);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("WARNING abandoned"))
        .singleElement()
        .asString()
        .contains("left behind: ", "provider");
  }

  @Test
  void whatever_happens_is_a_change_before_it_is_told() {
    List<Long> changes = new CopyOnWriteArrayList<>();
    List<Kind> kinds = new CopyOnWriteArrayList<>();
    runtime.listen(
        (RuntimeEvent event) -> {
          changes.add(runtime.counts().changes());
          kinds.add(event.kind());
        });
    live(true);
    pending.complete(null);
    Awaitility.await().until(() -> kinds.contains(Kind.DETACHED));
    own.unload().await();
    ModuleRegistrar another =
        registrar.registrarOf(new ModuleOwner("another", 2, ModuleId.of("it")));
    client.registeredWith(another);
    aProvider(trace).onDetach(JournalTest::fail).registeredWith(another).deregister();
    assertThat(kinds)
        .contains(
            Kind.REGISTERED,
            Kind.DECLINED,
            Kind.ATTACHED,
            Kind.DEREGISTERING,
            Kind.DETACHING,
            Kind.CALLBACK_FAILED,
            Kind.ABANDONED,
            Kind.DETACHED,
            Kind.DEREGISTERED,
            Kind.HOLD_BEGUN,
            Kind.HOLD_ENDED);
    for (int i = 1; i < changes.size(); i++) {
      assertThat(changes.get(i)).as(kinds.get(i).name()).isGreaterThan(changes.get(i - 1));
    }
  }

  @Test
  void a_shorter_history_of_abandons_and_failures_forgets_them_at_once() {
    live(true);
    aProvider(trace).named("broken").onDetach(JournalTest::fail).registeredWith(own).deregister();
    assertThat(runtime.abandoned()).isNotEmpty();
    assertThat(runtime.failures()).isNotEmpty();
    runtime.configure(Map.of("nmr.history.abandons", "0", "nmr.history.failures", "0"));
    assertThat(runtime.abandoned()).isEmpty();
    assertThat(runtime.failures()).isEmpty();
  }

  @Test
  void a_refused_call_says_why_its_binding_is_detached() {
    provider.registeredWith(own);
    client.registeredWith(own);
    provider.deregister();
    assertThatThrownBy(() -> client.call("x"))
        .isInstanceOf(DetachedException.class)
        .hasMessageContaining("is detached (PROVIDER_DEREGISTERED): the call by the client");
  }

  @Test
  void what_cannot_be_printed_is_named_by_its_class() {
    provider.registeredWith(own);
    client
        .beforeAttach(
            offer -> {
              throw new Unprintable();
            })
        .registeredWith(own);
    assertThat(runtime.declines())
        .singleElement()
        .extracting("reason")
        .isEqualTo(Unprintable.class.getName());
    assertThat(Thrown.describe(new Unprintable())).isEqualTo(Unprintable.class.getName());
  }
}
