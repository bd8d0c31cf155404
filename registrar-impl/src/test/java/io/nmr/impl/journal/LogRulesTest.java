package io.nmr.impl.journal;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.BindingContext;
import io.nmr.ModuleId;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.Side;
import io.nmr.impl.core.ModuleOwner;
import io.nmr.impl.core.ModuleRegistrar;
import io.nmr.impl.core.NetworkRegistrar;
import io.nmr.impl.fixtures.Background;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.settings.Configuration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a log may do to the registrar: nothing. */
@Timeout(60)
class LogRulesTest {
  /** The same id as the tests' own NPI with another type to call back. */
  private static final Npi<TestModule.Work, TestModule.Work> SAME_ID =
      Npi.of(TestModule.NPI.id(), TestModule.Work.class, TestModule.Work.class);

  private final Trace trace = new Trace();
  private final TestProvider provider = aProvider(trace);
  private final TestClient client = aClient(trace);

  private static NetworkRegistrar registrarWith(RegistrarLog log) {
    return new NetworkRegistrar(new Configuration(name -> null), log, String::valueOf);
  }

  private static ModuleRegistrar module(NetworkRegistrar registrar, String name) {
    return registrar.registrarOf(new ModuleOwner(name, -1, ModuleId.of(name)));
  }

  /** What another thread may want of the registrar, with the same NPI. */
  private static Void useEveryLock(NetworkRegistrar registrar) {
    ModuleRegistrar passing = module(registrar, "passing");
    aProvider(new Trace()).named("passing").registeredWith(passing);
    aClient(new Trace()).named("passing").registeredWith(passing);
    passing.registerProvider(SAME_ID, offer -> BindingContext.of(what -> what));
    registrar.runtime().npis();
    registrar.runtime().bindings();
    registrar.runtime().pending();
    registrar.runtime().declines();
    registrar.runtime().configure(Map.of());
    passing.unload().await();
    passing.release();
    return null;
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void a_log_that_throws_changes_nothing(Side failing) throws Exception {
    NetworkRegistrar registrar =
        registrarWith(
            (level, message, thrown) -> {
              trace.add("log");
              throw new AssertionError("the log is broken");
            });
    ModuleRegistrar own = module(registrar, "own");
    TestModule<?> failed = failing == Side.CLIENT ? client : provider;
    failed.onDetach(
        () -> {
          throw new IllegalStateException("detach is broken, too");
        });
    provider.registeredWith(own);
    client.registeredWith(own);
    assertThat(client.call("x")).isEqualTo("x");

    own.unload().await();

    assertThat(trace.lines()).contains("log");
    assertThat(trace.ending("cleanup")).containsExactly("client cleanup", "provider cleanup");
    assertThat(registrar.runtime().counts().failedCallbacks()).isEqualTo(1);
    assertThat(registrar.runtime().registrations()).isEmpty();
  }

  @Test
  void R23_no_lock_is_held_while_a_line_is_logged() throws Exception {
    // At each new line another thread does what needs each lock, and the line waits for it. At each
    // new one only: what the other thread does may bring the same line about again.
    AtomicBoolean isBusy = new AtomicBoolean();
    Set<String> lines = ConcurrentHashMap.newKeySet();
    List<Throwable> stuck = new CopyOnWriteArrayList<>();
    NetworkRegistrar[] registrar = new NetworkRegistrar[1];
    registrar[0] =
        registrarWith(
            (level, message, thrown) -> {
              if (!lines.contains(message) && isBusy.compareAndSet(false, true)) {
                lines.add(message); // not those that come of what follows
                try {
                  Background.elsewhere(() -> useEveryLock(registrar[0]));
                } catch (Throwable failed) {
                  stuck.add(failed);
                }
                isBusy.set(false);
              }
            });
    ModuleRegistrar own = module(registrar[0], "own");
    provider.registeredWith(own);
    client
        .onCleanup(
            () -> {
              throw new IllegalStateException("for a line");
            })
        .registeredWith(own);
    aClient(trace)
        .beforeAttach(
            offer -> {
              throw new NoInterfaceException("for a line");
            })
        .registeredWith(own)
        .deregister()
        .await();
    aProvider(trace)
        .attaching(
            offer -> {
              throw new NoInterfaceException("for another line");
            })
        .registeredWith(own);
    own.registerProvider(SAME_ID, offer -> BindingContext.of(what -> what));
    registrar[0].runtime().configure(Map.of("nmr.hold.warn", "3s"));
    provider.deregister().await();
    own.unload().await();

    assertThat(stuck).isEmpty();
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).startsWith("registered"))
        .anySatisfy(line -> assertThat(line).startsWith("attached"))
        .anySatisfy(line -> assertThat(line).contains("declined").contains("for a line"))
        .anySatisfy(line -> assertThat(line).contains("declined").contains("for another line"))
        .anySatisfy(line -> assertThat(line).contains("cleanup"))
        .anySatisfy(line -> assertThat(line).startsWith("detached"))
        .anySatisfy(line -> assertThat(line).startsWith("deregistered"))
        .anySatisfy(line -> assertThat(line).contains("different dispatch types"))
        .anySatisfy(line -> assertThat(line).contains("nmr.hold.warn=3s (was 5s)"));
  }
}
