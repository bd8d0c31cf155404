package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.Registration;
import io.nmr.RegistrationInstance;
import io.nmr.Side;
import io.nmr.impl.guard.DispatchRules;
import io.nmr.impl.guard.Rehearsal;
import io.nmr.impl.journal.Journal;
import io.nmr.impl.journal.RegistrarLog;
import io.nmr.impl.settings.CurrentSettings;
import io.nmr.impl.settings.Settings;
import io.nmr.impl.threads.RegistrarThreads;
import io.nmr.impl.threads.StackRoom;
import io.nmr.runtime.RegistrarRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Network Module Registrar, free of OSGi: a table for each NPI, the modules that register, and
 * what they share. Whoever drives it makes a {@link ModuleRegistrar} for each module.
 */
public final class NetworkRegistrar {
  final Journal journal;
  final CurrentSettings settings;
  final RegistrarThreads threads;
  final Waits waits = new Waits();
  final AttachWatch attachWatch;
  final PendingWatch pendingWatch;
  private final Function<Class<?>, String> exporters;

  /** By NPI id; more than one only where dispatch types conflict. The lists are immutable. */
  private final Map<String, List<NpiTable>> tables = new ConcurrentHashMap<>();

  private final AtomicLong registrationIds = new AtomicLong();

  @GuardedBy("this")
  private final Set<ModuleRegistrar> registrars = new LinkedHashSet<>();

  @GuardedBy("this")
  private boolean isStopping;

  /**
   * Makes a registrar.
   *
   * @param settings makes settings of what is set by name
   * @param exporters names the bundle that a dispatch class comes from, for messages
   */
  public NetworkRegistrar(
      Settings.Reader settings, RegistrarLog log, Function<Class<?>, String> exporters) {
    this(settings, log, exporters, new RegistrarThreads());
    if (!Rehearsal.isDone()) {
      throw new IllegalStateException("a guard that is closed lets calls in on this JVM");
    }
  }

  /** With other threads, for tests. */
  public NetworkRegistrar(
      Settings.Reader settings,
      RegistrarLog log,
      Function<Class<?>, String> exporters,
      RegistrarThreads threads) {
    this.threads = threads;
    this.settings = new CurrentSettings(settings);
    this.journal = new Journal(log, this.settings);
    this.exporters = exporters;
    this.attachWatch = new AttachWatch(this);
    this.pendingWatch = new PendingWatch(this);
  }

  /**
   * Makes a registrar for one module, or for one component of it.
   *
   * @throws IllegalStateException if this registrar is stopping
   */
  public synchronized ModuleRegistrar registrarOf(ModuleOwner owner) {
    if (isStopping) {
      throw new IllegalStateException("the registrar is stopping: nothing for " + owner.name());
    }
    ModuleRegistrar made = new ModuleRegistrar(this, owner);
    registrars.add(made);
    return made;
  }

  /** What the operator's tools see. */
  public RegistrarRuntime runtime() {
    return new RuntimeView(this);
  }

  /**
   * Puts other settings in force, all or none. Who waits already looks at them at once.
   *
   * @throws IllegalArgumentException for a bad value, naming the setting
   */
  void configure(Map<String, ?> changed) {
    CurrentSettings.Change change = settings.put(changed);
    waits.awaited().forEach(CoreDeregistration::wake);
    journal.configured(change);
  }

  /**
   * Refuses new modules and registrations, and lists the registrars of the modules that are left
   * (H3).
   */
  public synchronized List<ModuleRegistrar> close() {
    isStopping = true;
    registrars.forEach(ModuleRegistrar::refuse);
    return List.copyOf(registrars);
  }

  /** Whether it has been closed. */
  public synchronized boolean isStopping() {
    return isStopping;
  }

  /** Nothing is left of the module that had this registrar. */
  synchronized void release(ModuleRegistrar over) {
    registrars.remove(over);
  }

  /** Says that a hold has failed, and with what; its stop stays held. */
  public void holdFailed(ModuleOwner owner, Throwable failed) {
    journal.holdFailed(owner.name(), failed);
  }

  /**
   * Registers, offers the newcomer to each peer in turn, and returns when all have answered (R2).
   */
  Registration register(
      ModuleRegistrar home, Side side, RegistrationInstance instance, Object callbacks) {
    StackRoom.ensure();
    NpiTable.Key key = NpiTable.Key.of(instance.npi());
    NpiTable known = known(key);
    if (known == null || !known.isGuardable) {
      DispatchRules.check(instance.npi());
    }
    CoreRegistration newcomer;
    do { // a table that was retired meanwhile is out of the map: the next one is new
      // R1: one registration has one NPI (its table) and one role (its side)
      newcomer = new CoreRegistration(this, home, table(key), side, instance, callbacks);
    } while (!newcomer.table.expect(newcomer));
    NpiTable table = newcomer.table;
    if (instance.npi().guarded()) {
      table.isGuardable = true;
    }
    try {
      home.add(newcomer);
    } catch (IllegalStateException refused) {
      table.withdraw(newcomer);
      retireIfEmpty(table);
      throw refused;
    }
    newcomer.events.registered();
    List<CoreRegistration> peers = table.open(newcomer);
    if (table.isFirst(newcomer)) { // only now: while it is empty the table may be retired
      warnOfConflicts(newcomer);
    }
    if (!peers.isEmpty()) {
      offer(newcomer, peers);
    }
    if (newcomer.isDeregistering()) { // its end may have come while the table was kept for it
      retireIfEmpty(table);
    }
    return newcomer;
  }

  private void offer(CoreRegistration newcomer, List<CoreRegistration> peers) {
    RegisterCall call = attachWatch.begin(newcomer);
    try {
      for (CoreRegistration peer : peers) { // R2: each once, in order, on this thread
        // R11: pairs are made here alone, for a newcomer: a declined one does not come again
        CoreBinding binding = newcomer.table.pair(newcomer, peer);
        if (binding != null) {
          call.offers(binding);
          new Attaching(binding).offer();
        }
      }
    } finally {
      attachWatch.end(call);
    }
  }

  private static @Nullable NpiTable in(List<NpiTable> tables, NpiTable.Key key) {
    for (NpiTable table : tables) {
      if (table.key.equals(key)) {
        return table;
      }
    }
    return null;
  }

  private static List<NpiTable> with(List<NpiTable> before, NpiTable made) {
    return in(before, made.key) != null
        ? before
        : Stream.concat(before.stream(), Stream.of(made)).toList();
  }

  private static @Nullable List<NpiTable> without(List<NpiTable> before, NpiTable retired) {
    List<NpiTable> after = before.stream().filter(table -> table != retired).toList();
    return after.isEmpty() ? null : after;
  }

  private @Nullable NpiTable known(NpiTable.Key key) {
    return in(tables.getOrDefault(key.id(), List.of()), key);
  }

  private NpiTable table(NpiTable.Key key) {
    NpiTable known = known(key);
    if (known != null) {
      return known;
    }
    NpiTable made = new NpiTable(key);
    List<NpiTable> all =
        tables.compute(key.id(), (id, before) -> with(before == null ? List.of() : before, made));
    NpiTable winner = in(all, key);
    if (winner != null && winner != made) {
      return winner; // another thread was faster
    }
    return made;
  }

  /**
   * Two modules that could be bound if their dispatch types were the same: names the newcomer and
   * who has been there longest, and in what they differ. Classes of one name come from two bundles;
   * classes of other names, or none, are what one of the two has written in its own {@code Npi}.
   */
  private void warnOfConflicts(CoreRegistration newcomer) {
    NpiTable.Key key = newcomer.table.key;
    for (NpiTable other : conflictsOf(key)) {
      CoreRegistration earlier = other.oldest();
      if (earlier == null) {
        continue; // the last of them has just gone
      }
      List<Object> arguments = new ArrayList<>();
      boolean isOfOneName = types(key).equals(types(other.key));
      for (CoreRegistration each : List.of(newcomer, earlier)) {
        arguments.add(each);
        arguments.add(each.owner.name());
        if (!isOfOneName) {
          arguments.add(types(each.table.key));
        }
        arguments.add(exporter(each.table.key));
      }
      if (isOfOneName) {
        journal.npiTwice(key.id(), arguments.toArray());
      } else {
        journal.npiDiffers(key.id(), arguments.toArray());
      }
    }
  }

  /** The names of the dispatch types. */
  private static String types(NpiTable.Key key) {
    return "the provider dispatch "
        + key.providerDispatch().getName()
        + " and "
        + (key.clientDispatch() == Void.class
            ? "no client dispatch"
            : "the client dispatch " + key.clientDispatch().getName());
  }

  /** Tables of the same id whose dispatch types are other classes (R4). */
  List<NpiTable> conflictsOf(NpiTable.Key key) {
    return tables.getOrDefault(key.id(), List.of()).stream()
        .filter(table -> !table.key.equals(key))
        .toList();
  }

  String exporter(NpiTable.Key key) {
    String provider = exporters.apply(key.providerDispatch());
    if (key.clientDispatch() == Void.class) {
      return provider;
    }
    String client = exporters.apply(key.clientDispatch());
    return client.equals(provider) ? provider : provider + " and " + client;
  }

  List<NpiTable> tables() {
    return tables.values().stream().flatMap(List::stream).toList();
  }

  /** Nothing is left of that registration. */
  void finished(CoreRegistration registration, Duration took) {
    registration.events.deregistered(took);
    registration.home.forget(registration);
    retireIfEmpty(registration.table);
  }

  private void retireIfEmpty(NpiTable table) {
    if (table.retireIfEmpty()) {
      tables.computeIfPresent(table.key.id(), (id, before) -> without(before, table));
    }
  }

  long nextRegistrationId() {
    return registrationIds.incrementAndGet();
  }
}
