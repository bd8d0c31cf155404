package io.nmr.shell;

import io.nmr.deploy.OperationDTO;
import io.nmr.deploy.OperationDTO.State;
import io.nmr.shell.result.Listing;
import io.nmr.shell.result.Results;
import io.nmr.shell.text.Cell;
import io.nmr.shell.text.Column;
import io.nmr.shell.text.Durations;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Style;
import io.nmr.shell.text.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:operations}. */
final class Operations extends Command {
  private final Deployers deployers;

  Operations(Deployers deployers) {
    this.deployers = deployers;
  }

  @Descriptor(
      "lists the unloads, swaps and deployments under way, whoever asked for them, and the latest"
          + " that have ended: for how long, and what they do or how they ended")
  public Object operations(
      @Descriptor("only those under way")
          @Parameter(names = "--running", presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean running,
      @Descriptor(Options.JSON_TEXT)
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Descriptor(Options.NOTHING) String... words) {
    Words.of("operations", words);
    List<OperationDTO> all =
        deployers.get().operations().stream().filter(it -> !running || isRunning(it)).toList();
    return Results.of(new Listing<>(all, screen -> show(all, screen)), json);
  }

  private static boolean isRunning(OperationDTO operation) {
    return operation.state() == State.RUNNING || operation.state() == State.WAITING;
  }

  private static String show(List<OperationDTO> all, Screen screen) {
    if (all.isEmpty()) {
      return "There is no operation.";
    }
    Table table =
        Table.of(
            Column.number("ID"),
            Column.id("WHAT"),
            Column.name("BUNDLE"),
            Column.id("BY"),
            Column.id("STATE"),
            Column.number("TIME"),
            Column.text("STEP"));
    for (OperationDTO each : all) {
      table.row(
          Cell.of(each.id()),
          Cell.of(each.kind().name().toLowerCase(Locale.ROOT)),
          Cell.of(each.bundle()),
          Cell.of(each.by()),
          Cell.of(each.state().name()).in(style(each)),
          Cell.of(Durations.show(each.duration())),
          Cell.of(step(each)));
    }
    return table.show(screen);
  }

  private static Style style(OperationDTO operation) {
    return switch (operation.state()) {
      case WAITING, RUNNING -> Style.BUSY;
      case DONE -> Style.GOOD;
      case FAILED, CANCELLED -> Style.BAD;
    };
  }

  /** What it does, or what came out. */
  private static String step(OperationDTO operation) {
    if (isRunning(operation)) {
      return operation.step();
    }
    List<String> out = new ArrayList<>();
    operation.newBundle().ifPresent(out::add);
    operation
        .manner()
        .ifPresent(it -> out.add(it.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    operation.failure().ifPresent(out::add);
    out.addAll(operation.notes());
    return String.join("; ", out);
  }
}
