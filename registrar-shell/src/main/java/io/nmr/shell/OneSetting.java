package io.nmr.shell;

import io.nmr.runtime.InvalidSettingException;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.Results;
import io.nmr.shell.result.Shown;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import java.util.Map;
import java.util.function.Function;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:set}. */
final class OneSetting extends Command {
  private static final String DEFAULT = "--default";

  private final Runtimes runtimes;
  private final Function<RegistrarRuntime, KeptSettings> kept;

  /** With where a registrar's settings are kept. */
  OneSetting(Runtimes runtimes, Function<RegistrarRuntime, KeptSettings> kept) {
    this.runtimes = runtimes;
    this.kept = kept;
  }

  @Descriptor(
      "changes a setting at once, also for a stop that waits already, and says until when the change"
          + " lasts; nmr:settings lists the names")
  public Object set(
      @Descriptor("as the framework properties have it, or as it is by itself; in place of a VALUE")
          @Parameter(names = DEFAULT, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean byDefault,
      @Descriptor(Options.JSON_TEXT)
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Completed({Completed.Kind.SETTING, Completed.Kind.SETTING_VALUE})
          @Descriptor("NAME and VALUE, such as nmr.hold.warn 1s")
          String... words) {
    if (byDefault) {
      return Results.of(change(Words.of("set", words, "NAME").get(0), ""), json);
    }
    String name = Words.of("set", words, "NAME", "VALUE or " + DEFAULT).get(0);
    if (words[1].isBlank()) { // which means the default to the registrar
      throw new CommandException("nmr:set needs VALUE or " + DEFAULT + "; see help nmr:set");
    }
    return Results.of(change(name, words[1].strip()), json);
  }

  /** One at a time, so that none is lost. */
  private synchronized Result change(String name, String value) {
    RegistrarRuntime runtime = runtimes.get();
    KeptSettings keeper = kept.apply(runtime);
    String before = String.valueOf(runtime.settings().get(name));
    Map<String, Object> settings = keeper.settings();
    settings.put(name, value);
    try {
      // The registrar checks all of it. It would hear of a configuration later, on another thread.
      runtime.configure(settings);
    } catch (InvalidSettingException bad) {
      boolean isOther = !bad.setting().equals(name) && keeper.settings().containsKey(bad.setting());
      throw new CommandException(
          bad.getMessage() + (isOther ? "; " + name + " was not changed" : ""));
    }
    keeper.keep(name, value);
    return new Result(name, String.valueOf(runtime.settings().get(name)), before, keeper.until());
  }

  /**
   * A setting that was changed.
   *
   * @param name its name
   * @param value its value, in force now
   * @param before its value before
   * @param until until when that lasts, in words
   */
  public record Result(String name, String value, String before, String until) implements Shown {
    @Override
    public String show(Screen screen) {
      return Plain.of("%s=%s (was %s), until %s.".formatted(name, value, before, until));
    }
  }
}
