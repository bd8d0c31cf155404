package io.nmr.impl.core;

import io.nmr.ModuleId;
import io.nmr.Npi;
import io.nmr.RegistrationInstance;
import io.nmr.Side;
import io.nmr.impl.journal.RegistrarLog;
import io.nmr.impl.settings.HoldSettings;
import io.nmr.impl.settings.Settings;
import io.nmr.impl.threads.RegistrarThreads;
import io.nmr.impl.threads.SharedWork;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a registrar that logs nothing and has no threads of its own, and the parts of one. */
public final class Parts {
  /** The provider's dispatch interface. */
  public interface Work {
    void work();
  }

  /** The client's dispatch interface. */
  public interface Tell {
    void tell();
  }

  static final Npi<Work, Tell> NPI = Npi.of("io.nmr.stress", Work.class, Tell.class);

  private static final RegistrarLog SILENT =
      new RegistrarLog() {
        @Override
        public void log(Level level, String message, @Nullable Throwable thrown) {}

        @Override
        public boolean isLogged(Level level) {
          return false;
        }
      };

  private static final Settings SETTINGS =
      new Settings(
          new HoldSettings(Duration.ofSeconds(5), Optional.empty(), HoldSettings.Policy.WAIT),
          List.of(),
          1,
          1,
          1,
          Map.of());

  final NetworkRegistrar registrar;
  final ModuleRegistrar module;

  Parts(RegistrarThreads threads) {
    registrar = new NetworkRegistrar(anything -> SETTINGS, SILENT, Class::getName, threads);
    module = registrar.registrarOf(new ModuleOwner("stress", 1, ModuleId.of("io.nmr.stress")));
  }

  /** A table of the NPI that belongs to no registrar. */
  static NpiTable table() {
    return new NpiTable(NpiTable.Key.of(NPI));
  }

  /** A registration that is in no table yet. */
  CoreRegistration registration(NpiTable table, Side side, int number) {
    return new CoreRegistration(
        registrar,
        module,
        table,
        side,
        new RegistrationInstance(NPI, module.owner().moduleId(), number, Map.of()),
        new Object());
  }

  /** A pair that is being offered. */
  CoreBinding binding() {
    NpiTable table = table();
    CoreRegistration client = registration(table, Side.CLIENT, 0);
    CoreRegistration provider = registration(table, Side.PROVIDER, 0);
    table.open(client);
    table.open(provider);
    CoreBinding pair = table.pair(provider, client);
    if (pair == null) {
      throw new IllegalStateException("no pair");
    }
    return pair;
  }

  /** Threads that run nothing, for tests that only look at which thread wins. */
  static final class NoThreads extends RegistrarThreads {
    @Override
    public void execute(Runnable task) {}

    @Override
    public boolean later(long millis, Runnable brief) {
      return true; // no timer of these tests runs out
    }
  }

  /** Threads that run each task at once, on the thread that hands it over. */
  static final class SameThread extends RegistrarThreads {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public boolean later(long millis, Runnable brief) {
      return true; // no timer of these tests runs out
    }

    @Override
    public void share(SharedWork work) {
      work.join();
      work.run(() -> {});
    }
  }
}
