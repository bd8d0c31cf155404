package io.nmr.shell;

import io.nmr.runtime.InvalidSettingException;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Table;
import io.nmr.shell.text.Table.Cell;
import io.nmr.shell.text.Table.Column;
import java.util.AbstractMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The commands {@code nmr:settings} and {@code nmr:set}. */
final class SettingsCommands {
  private SettingsCommands() {}

  /** The command {@code nmr:settings}. */
  static final class Settings extends Command {
    private final CurrentRegistrar runtimes;

    Settings(CurrentRegistrar runtimes) {
      this.runtimes = runtimes;
    }

    @Descriptor("lists the settings in force, by the names that the framework properties have")
    public Object settings(
        @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
            boolean json,
        @Descriptor(NOTHING) String... words) {
      CommandLine.words("settings", words);
      return CommandResult.of(new All(runtimes.get().settings()), json);
    }

    /** The settings, as a map. */
    static final class All extends AbstractMap<String, String> implements CommandResult {
      private final Map<String, String> settings;

      All(Map<String, String> settings) {
        this.settings = new TreeMap<>(settings);
      }

      @Override
      public java.util.Set<Entry<String, String>> entrySet() {
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

  /** The command {@code nmr:set}. */
  static final class Set extends Command {
    private static final String DEFAULT = "--default";

    private final CurrentRegistrar runtimes;
    private final Function<RegistrarRuntime, SettingsStore> kept;

    /** A command that keeps a registrar's settings in the store that the function finds. */
    Set(CurrentRegistrar runtimes, Function<RegistrarRuntime, SettingsStore> kept) {
      this.runtimes = runtimes;
      this.kept = kept;
    }

    @Descriptor(
        "changes a setting at once, also for a stop that waits already, and says until when the change"
            + " lasts; nmr:settings lists the names")
    public Object set(
        @Descriptor(
                "as the framework properties have it, or as it is by itself; in place of a VALUE")
            @Parameter(names = DEFAULT, presentValue = TRUE, absentValue = FALSE)
            boolean byDefault,
        @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
            boolean json,
        @Completes({Completes.Kind.SETTING, Completes.Kind.SETTING_VALUE})
            @Descriptor("NAME VALUE: such as nmr.hold.warn 1s")
            String... words) {
      if (byDefault) {
        return CommandResult.of(change(CommandLine.words("set", words, "NAME").get(0), ""), json);
      }
      String name = CommandLine.words("set", words, "NAME", "VALUE or " + DEFAULT).get(0);
      if (words[1].isBlank()) { // to the registrar, a blank value means the default
        throw new CommandException("nmr:set needs VALUE or " + DEFAULT + "; see help nmr:set");
      }
      return CommandResult.of(change(name, words[1].strip()), json);
    }

    /** Changes one setting at a time, so that no change is lost. */
    private synchronized Changed change(String name, String value) {
      RegistrarRuntime runtime = runtimes.get();
      SettingsStore keeper = kept.apply(runtime);
      String before = String.valueOf(runtime.settings().get(name));
      Map<String, Object> settings = keeper.settings();
      settings.put(name, value);
      try {
        // The registrar checks all of it. It would hear of a configuration later, on another
        // thread.
        runtime.configure(settings);
      } catch (InvalidSettingException bad) {
        boolean isOther =
            !bad.setting().equals(name) && keeper.settings().containsKey(bad.setting());
        throw new CommandException(
            bad.getMessage() + (isOther ? "; " + name + " was not changed" : ""));
      }
      keeper.keep(name, value);
      return new Changed(
          name, String.valueOf(runtime.settings().get(name)), before, keeper.until());
    }

    /**
     * A setting that was changed.
     *
     * @param name its name
     * @param value its new value, which is in force
     * @param before its value before
     * @param until how long the change lasts, in words
     */
    public record Changed(String name, String value, String before, String until)
        implements CommandResult {
      @Override
      public String show(Screen screen) {
        return Plain.of("%s=%s (was %s), until %s.".formatted(name, value, before, until));
      }
    }
  }
}
