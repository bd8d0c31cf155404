package io.nmr.shell;

import static java.util.stream.Collectors.groupingBy;

import io.nmr.Side;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.PendingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.result.ListResult;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Screen.Style;
import io.nmr.shell.text.Table;
import io.nmr.shell.text.Table.Cell;
import io.nmr.shell.text.Table.Column;
import io.nmr.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:modules}. */
final class ModulesCommand extends Command {
  private final CurrentRegistrar runtimes;
  private final Bundles bundles;
  private final InstantSource clock;

  ModulesCommand(CurrentRegistrar runtimes, Bundles bundles, InstantSource clock) {
    this.runtimes = runtimes;
    this.bundles = bundles;
    this.clock = clock;
  }

  /**
   * One bundle that has registered something.
   *
   * @param id the bundle's id
   * @param name its symbolic name
   * @param state its state in OSGi's words
   * @param providers how many registrations it has as a provider
   * @param clients how many registrations it has as a client
   * @param bindings how many bindings it is part of
   * @param calls how many calls through them are in progress
   * @param held for how long its stop has been held back; empty if it is not held back
   */
  public record ModuleRow(
      long id,
      String name,
      String state,
      int providers,
      int clients,
      int bindings,
      int calls,
      Optional<Duration> held) {}

  @Descriptor(
      "lists the bundles that have registered something: state, registrations, bindings, calls in"
          + " progress, and for how long a stop has been held back")
  public Object modules(
      @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
          boolean json,
      @Descriptor(NOTHING) String... words) {
    CommandLine.words("modules", words);
    List<ModuleRow> rows = rows(runtimes.get());
    return CommandResult.of(new ListResult<>(rows, screen -> show(rows, screen)), json);
  }

  /** Makes the rows in one pass over each list, however many modules there are. */
  private List<ModuleRow> rows(RegistrarRuntime runtime) {
    Map<Long, List<RegistrationSnapshot>> registrations =
        runtime.registrations().stream().collect(groupingBy(RegistrationSnapshot::ownerId));
    Map<Long, List<PendingSnapshot>> pending =
        runtime.pending().stream().collect(groupingBy(it -> it.registration().ownerId()));
    Map<Long, List<BindingSnapshot>> bindings = new HashMap<>();
    for (BindingSnapshot each : runtime.bindings()) {
      Stream.of(each.client().ownerId(), each.provider().ownerId())
          .distinct()
          .forEach(id -> bindings.computeIfAbsent(id, none -> new ArrayList<>()).add(each));
    }
    return Stream.concat(registrations.keySet().stream(), pending.keySet().stream())
        .distinct()
        .sorted()
        .map(
            id ->
                row(
                    id,
                    registrations.getOrDefault(id, List.of()),
                    bindings.getOrDefault(id, List.of()),
                    pending.getOrDefault(id, List.of())))
        .toList();
  }

  private ModuleRow row(
      long id,
      List<RegistrationSnapshot> registrations,
      List<BindingSnapshot> bindings,
      List<PendingSnapshot> pending) {
    Optional<Instant> since =
        pending.stream()
            .filter(PendingSnapshot::isHold)
            .map(PendingSnapshot::since)
            .min(Instant::compareTo);
    return new ModuleRow(
        id,
        bundles.symbolicName(id),
        bundles.state(id),
        count(registrations, Side.PROVIDER),
        count(registrations, Side.CLIENT),
        bindings.size(),
        bindings.stream().mapToInt(it -> it.clientCalls() + it.providerCalls()).sum(),
        since.map(it -> Duration.between(it, clock.instant())));
  }

  private static int count(List<RegistrationSnapshot> registrations, Side side) {
    return (int) registrations.stream().filter(it -> it.side() == side).count();
  }

  private static String show(List<ModuleRow> rows, Screen screen) {
    if (rows.isEmpty()) {
      return "No module is registered.";
    }
    Table table =
        Table.of(
            Column.number("ID"),
            Column.name("MODULE"),
            Column.id("STATE"),
            Column.number("PROVIDERS"),
            Column.number("CLIENTS"),
            Column.number("BINDINGS"),
            Column.number("CALLS"),
            Column.id("HELD FOR"));
    for (ModuleRow row : rows) {
      Style style = row.state().equals("ACTIVE") ? Style.GOOD : Style.BUSY;
      Cell held = Cell.of(row.held().map(Durations::show).orElse("")).in(Style.BAD);
      table.row(
          Cell.of(row.id()),
          Cell.of(row.name()),
          Cell.of(row.state()).in(style),
          Cell.of(row.providers()),
          Cell.of(row.clients()),
          Cell.of(row.bindings()),
          Cell.of(row.calls()),
          held);
    }
    return table.show(screen);
  }
}
