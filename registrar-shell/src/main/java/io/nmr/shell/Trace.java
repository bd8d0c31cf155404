package io.nmr.shell;

import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.Subscription;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.Results;
import io.nmr.shell.result.Shown;
import io.nmr.shell.text.Screen;
import java.util.function.Consumer;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;

/** The command {@code nmr:trace}. Its state is the bundle's: one trace for all sessions. */
final class Trace extends Command implements AutoCloseable {
  private final Runtimes runtimes;
  private final Consumer<String> log;

  // Both guarded by this object's monitor.
  private @Nullable Subscription subscription;
  private @Nullable RegistrarRuntime traced;

  Trace(Runtimes runtimes, Consumer<String> log) {
    this.runtimes = runtimes;
    this.log = log;
  }

  @Descriptor(
      "logs every event of the registrar at level INFO through the OSGi log, from 'on' until 'off' or"
          + " until that registrar stops;"
          + " without a word, says which it is")
  public Object trace(
      @Descriptor(Options.JSON_TEXT)
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Completed(Completed.Kind.ON_OFF) @Descriptor("on or off, or nothing") String... words) {
    if (words.length > 0) {
      turn(Words.of("trace", words, "on or off").get(0));
    }
    return Results.of(new Result(isOn()), json);
  }

  private void turn(String word) {
    switch (word) {
      case "on" -> on();
      case "off" -> close();
      default -> throw new CommandException("'" + word + "'? nmr:trace takes on or off");
    }
  }

  @SuppressWarnings("ReferenceEquality") // of that very service
  private synchronized boolean isOn() {
    return subscription != null && runtimes.find().filter(it -> it == traced).isPresent();
  }

  private synchronized void on() {
    RegistrarRuntime runtime = runtimes.get();
    if (!isOn()) {
      close(); // of a registrar that has gone
      subscription = runtime.listen(event -> log.accept(EventText.of(event)));
      traced = runtime;
    }
  }

  /** Off. */
  @Override
  public synchronized void close() {
    if (subscription != null) {
      subscription.close();
      subscription = null;
      traced = null;
    }
  }

  /** Whether the trace is on. */
  public record Result(boolean isOn) implements Shown {
    @Override
    public String show(Screen screen) {
      return "The trace is " + (isOn ? "on." : "off.");
    }
  }
}
