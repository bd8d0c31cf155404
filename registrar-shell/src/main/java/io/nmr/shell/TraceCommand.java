package io.nmr.shell;

import io.nmr.log.Message;
import io.nmr.log.MessageLog;
import io.nmr.log.service.ServiceLog;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.Subscription;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.text.Screen;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** The command {@code nmr:trace}. The bundle has one trace, which all sessions share. */
final class TraceCommand extends Command implements AutoCloseable {
  private final CurrentRegistrar runtimes;
  private final Consumer<String> log;

  // Both guarded by this object's monitor.
  private @Nullable Subscription subscription;
  private @Nullable RegistrarRuntime traced;

  TraceCommand(CurrentRegistrar runtimes, Consumer<String> log) {
    this.runtimes = runtimes;
    this.log = log;
  }

  @Descriptor(
      "logs every event of the registrar at level INFO through the OSGi log, from 'on' until 'off' or"
          + " until that registrar stops;"
          + " without a word, says which it is")
  public Object trace(
      @Descriptor(JSON_TEXT) @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
          boolean json,
      @Completes(Completes.Kind.ON_OFF) @Descriptor("[on|off]") String... words) {
    if (words.length > 0) {
      turn(CommandLine.words("trace", words, "on or off").get(0));
    }
    return CommandResult.of(new Result(isOn()), json);
  }

  private void turn(String word) {
    switch (word) {
      case "on" -> on();
      case "off" -> close();
      default -> throw new CommandException("'" + word + "'? nmr:trace takes on or off");
    }
  }

  @SuppressWarnings("ReferenceEquality") // compares with that very service
  private synchronized boolean isOn() {
    return subscription != null && runtimes.find().filter(it -> it == traced).isPresent();
  }

  private synchronized void on() {
    RegistrarRuntime runtime = runtimes.get();
    if (!isOn()) {
      close(); // ends the trace of a registrar that has gone
      subscription = runtime.listen(event -> log.accept(Wording.of(event)));
      traced = runtime;
    }
  }

  /** Switches the trace off. */
  @Override
  public synchronized void close() {
    if (subscription != null) {
      subscription.close();
      subscription = null;
      traced = null;
    }
  }

  /** Whether the trace is on. */
  public record Result(boolean isOn) implements CommandResult {
    @Override
    public String show(Screen screen) {
      return "The trace is " + (isOn ? "on." : "off.");
    }
  }

  /** A log that writes each event as one line, to the OSGi log where there is one. */
  static Consumer<String> log(BundleContext context) {
    MessageLog log = new ServiceLog(context, "io.nmr.shell");
    return event -> log.log(Logged.EVENT, event);
  }

  /** The one message of a trace: an event as {@code nmr:watch} prints it. */
  private enum Logged implements Message {
    EVENT;

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String text() {
      return "{event}";
    }
  }
}
