package io.nmr.shell;

import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.Subscription;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.text.Screen;
import java.util.function.Consumer;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.LoggerFactory;
import org.osgi.util.tracker.ServiceTracker;

/** The command {@code nmr:trace}. Its state is the bundle's: one trace for all sessions. */
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

  @SuppressWarnings("ReferenceEquality") // of that very service
  private synchronized boolean isOn() {
    return subscription != null && runtimes.find().filter(it -> it == traced).isPresent();
  }

  private synchronized void on() {
    RegistrarRuntime runtime = runtimes.get();
    if (!isOn()) {
      close(); // of a registrar that has gone
      subscription = runtime.listen(event -> log.accept(Wording.of(event)));
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
  public record Result(boolean isOn) implements CommandResult {
    @Override
    public String show(Screen screen) {
      return "The trace is " + (isOn ? "on." : "off.");
    }
  }

  /** The OSGi log, at level INFO; the JDK's where there is none. */
  static final class Log implements Consumer<String>, AutoCloseable {
    private static final String LOGGER = "io.nmr.shell";

    private final ServiceTracker<LoggerFactory, LoggerFactory> factories;

    private Log(BundleContext context) {
      factories = new ServiceTracker<>(context, LoggerFactory.class, null);
      factories.open();
    }

    /** The log of this framework. */
    static Consumer<String> of(BundleContext context) {
      try {
        return new Log(context);
      } catch (NoClassDefFoundError absent) { // an optional import
        return Log::toSystem;
      }
    }

    private static void toSystem(String line) {
      System.getLogger(LOGGER).log(System.Logger.Level.INFO, line);
    }

    @Override
    public void accept(String line) {
      LoggerFactory factory = factories.getService();
      if (factory == null) {
        toSystem(line);
      } else {
        factory.getLogger(LOGGER).info("{}", line); // an argument: names may contain braces
      }
    }

    @Override
    public void close() {
      factories.close();
    }
  }
}
