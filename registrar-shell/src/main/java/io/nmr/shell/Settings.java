package io.nmr.shell;

import io.nmr.shell.result.Results;
import io.nmr.shell.result.Shown;
import io.nmr.shell.text.Cell;
import io.nmr.shell.text.Column;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Table;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:settings}. */
final class Settings extends Command {
  private final Runtimes runtimes;

  Settings(Runtimes runtimes) {
    this.runtimes = runtimes;
  }

  @Descriptor("lists the settings in force, by the names that the framework properties have")
  public Object settings(
      @Descriptor(Options.JSON_TEXT)
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Descriptor(Options.NOTHING) String... words) {
    Words.of("settings", words);
    return Results.of(new Result(runtimes.get().settings()), json);
  }

  /** The settings, as a map. */
  static final class Result extends AbstractMap<String, String> implements Shown {
    private final Map<String, String> settings;

    Result(Map<String, String> settings) {
      this.settings = new TreeMap<>(settings);
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
      return settings.entrySet();
    }

    @Override
    public String show(Screen screen) {
      if (settings.isEmpty()) {
        return "No settings.";
      }
      Table table = Table.of(Column.id("SETTING"), Column.text("VALUE"));
      settings.forEach((name, value) -> table.row(Cell.of(name), Cell.of(value)));
      return table.show(screen);
    }
  }
}
