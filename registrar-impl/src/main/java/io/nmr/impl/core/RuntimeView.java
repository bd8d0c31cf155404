package io.nmr.impl.core;

import io.nmr.Side;
import io.nmr.impl.guard.InProgress;
import io.nmr.impl.guard.ThreadsInside;
import io.nmr.impl.settings.Settings;
import io.nmr.runtime.AbandonEntry;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.CountsSnapshot;
import io.nmr.runtime.DeclineEntry;
import io.nmr.runtime.NpiSnapshot;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeListener;
import io.nmr.runtime.Subscription;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes the snapshots that an operator sees, and carries out what an operator asks for. */
final class RuntimeView implements RegistrarRuntime {
  private final NetworkRegistrar registrar;

  RuntimeView(NetworkRegistrar registrar) {
    this.registrar = registrar;
  }

  @Override
  public List<NpiSnapshot> npis() {
    return registrar.tables().stream()
        .map(this::npi)
        .sorted(Comparator.comparing(NpiSnapshot::id))
        .toList();
  }

  private NpiSnapshot npi(NpiTable table) {
    return new NpiSnapshot(
        table.key.id(),
        table.key.providerDispatch().getName(),
        table.key.clientDispatch().getName(),
        registrar.exporter(table.key),
        table.openCount(Side.PROVIDER),
        table.openCount(Side.CLIENT),
        registrar.conflictsOf(table.key).stream()
            .map(other -> registrar.exporter(other.key))
            .toList());
  }

  private Stream<CoreRegistration> all() {
    return registrar.tables().stream()
        .flatMap(table -> table.registrations().stream())
        .sorted(Comparator.comparingLong(registration -> registration.id));
  }

  @Override
  public List<RegistrationSnapshot> registrations() {
    return all().map(RuntimeView::registration).toList();
  }

  private static RegistrationSnapshot registration(CoreRegistration registration) {
    return new RegistrationSnapshot(
        registration.id,
        registration.instance().npi().id(),
        registration.side,
        registration.instance().moduleId().toString(),
        registration.instance().number(),
        registration.owner.name(),
        registration.owner.id(),
        registration.instance().characteristics(),
        registration.isDeregistering(),
        registration.table.countOf(registration));
  }

  /**
   * A binding that one side has left by abandon is still in the other's list, so both are asked.
   */
  private List<CoreBinding> coreBindings() {
    return all()
        .flatMap(registration -> registration.table.bindingsOf(registration).stream())
        .distinct()
        .sorted(Comparator.comparingLong(CoreBinding::id))
        .toList();
  }

  @Override
  public List<BindingSnapshot> bindings() {
    ThreadsInside seen = ThreadsInside.now(); // one pass over the threads for all bindings
    return coreBindings().stream().map(each -> binding(each, seen)).toList();
  }

  private static BindingSnapshot binding(CoreBinding binding, ThreadsInside seen) {
    List<InProgress> calls = binding.inProgress(seen);
    return new BindingSnapshot(
        binding.id(),
        binding.npi().id(),
        registration(binding.client.registration),
        registration(binding.provider.registration),
        binding.state().name(),
        binding.isGuarded,
        count(calls, Side.CLIENT),
        count(calls, Side.PROVIDER),
        binding.detachCause());
  }

  private static int count(List<InProgress> calls, Side side) {
    return (int) calls.stream().filter(call -> call.side() == side).count();
  }

  @Override
  public List<DeclineEntry> declines() {
    return registrar.journal.declines();
  }

  /**
   * A registration that attaches and deregisters as well waits for the same on both counts and is
   * shown once. Those that attach are looked at first: so one that begins to deregister between the
   * two looks is not missed.
   */
  @Override
  public List<PendingSnapshot> pending() {
    Map<Long, PendingSnapshot> byId = new TreeMap<>();
    registrar.attachWatch.all().forEach(each -> byId.put(each.newcomer.id, attaching(each)));
    all()
        .flatMap(registration -> Stream.ofNullable(registration.deregistration))
        .forEach(each -> byId.put(each.registration.id, deregistering(each)));
    return List.copyOf(byId.values());
  }

  private static PendingSnapshot attaching(RegisterCall pending) {
    return new PendingSnapshot(
        registration(pending.newcomer), pending.since(), false, true, pending.blockers());
  }

  private static PendingSnapshot deregistering(CoreDeregistration pending) {
    return new PendingSnapshot(
        registration(pending.registration),
        pending.since(),
        pending.isHold(),
        false,
        pending.blockers());
  }

  @Override
  public List<AbandonEntry> abandoned() {
    return registrar.journal.abandons();
  }

  @Override
  public List<RuntimeEvent> failures() {
    return registrar.journal.failures();
  }

  @Override
  public Subscription listen(RuntimeListener listener) {
    return registrar.journal.listen(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public Map<String, String> settings() {
    return registrar.settings.get().texts();
  }

  @Override
  public Map<String, String> settingsOf(long registrationId) {
    Settings settings = registrar.settings.get();
    return all()
        .filter(registration -> registration.id == registrationId)
        .findFirst()
        .map(registration -> settings.textsOf(registration::attributes))
        .orElseGet(settings::texts);
  }

  @Override
  public void configure(Map<String, ?> settings) {
    registrar.configure(Objects.requireNonNull(settings, "settings"));
  }

  @Override
  public CountsSnapshot counts() {
    return registrar.journal.counts();
  }

  @Override
  public void abandon(long bindingId) {
    CoreBinding binding =
        coreBindings().stream()
            .filter(each -> each.id() == bindingId)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no binding " + bindingId));
    if (!binding.client.registration.isDeregistering()
        && !binding.provider.registration.isDeregistering()) {
      throw new IllegalStateException(
          binding
              + " is "
              + binding.state()
              + ": neither side is deregistering, nobody waits for it");
    }
    new Detaching(binding).abandon();
  }
}
