package io.nmr.shell;

import io.nmr.deploy.Deployer;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.result.ResultFormat;
import io.nmr.shell.terminal.TerminalLog;
import java.lang.reflect.Method;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSessionListener;
import org.apache.felix.service.command.Converter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;

/** Offers the commands to the shell, whether or not there is a registrar yet. */
public final class Activator implements BundleActivator {
  private List<ServiceTracker<?, ?>> trackers = List.of();
  private List<AutoCloseable> toClose = List.of();

  @Override
  public void start(BundleContext context) {
    ServiceTracker<RegistrarRuntime, RegistrarRuntime> tracked =
        new ServiceTracker<>(context, RegistrarRuntime.class, null);
    tracked.open();
    ServiceTracker<Deployer, Deployer> deployer =
        new ServiceTracker<>(context, Deployer.class, null);
    deployer.open();
    trackers = List.of(tracked, deployer);
    CurrentRegistrar runtimes =
        new CurrentRegistrar(() -> Optional.ofNullable(tracked.getService()));
    Consumer<String> log = TraceCommand.log(context);
    Bundles bundles = new Bundles(context);
    CurrentDeployer deployers =
        new CurrentDeployer(() -> Optional.ofNullable(deployer.getService()), own(context));
    List<Command> commands = commands(context, runtimes, bundles, deployers, log);
    toClose =
        commands.stream()
            .filter(AutoCloseable.class::isInstance)
            .map(AutoCloseable.class::cast)
            .toList();
    List<Object> services = new ArrayList<>(commands);
    services.add(new Completion(commands, runtimes, bundles, deployers));
    services.add(new HelpFolding());
    context.registerService(
        Converter.class,
        new ResultFormat(),
        FrameworkUtil.asDictionary(Map.of(Converter.CONVERTER_CLASSES, "*")));
    services.forEach(command -> register(context, command));
    TerminalLog above = new TerminalLog();
    context.registerService(
        Consumer.class, above, FrameworkUtil.asDictionary(Map.of(TerminalLog.PROPERTY, true)));
    Stream.concat(commands.stream(), Stream.of(above))
        .filter(CommandSessionListener.class::isInstance)
        .map(CommandSessionListener.class::cast)
        .forEach(it -> context.registerService(CommandSessionListener.class, it, null));
  }

  /**
   * Stops the framework and waits for its stop. The framework's stop waits for this bundle, so this
   * method runs on a thread of its own.
   */
  private static void endProcess() {
    Thread thread = new Thread(() -> System.exit(1), "nmr-strict");
    thread.setDaemon(true);
    thread.start();
  }

  /** The bundles that this shell consists of, which an unload must not stop. */
  private static List<Bundle> own(BundleContext context) {
    return Stream.of(context.getBundle(), FrameworkUtil.getBundle(CommandProcessor.class))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** Makes one object for each command. */
  static List<Command> commands(
      BundleContext context,
      CurrentRegistrar runtimes,
      Bundles bundles,
      CurrentDeployer deployers,
      Consumer<String> log) {
    return List.of(
        new NpisCommand(runtimes),
        new ModulesCommand(runtimes, bundles, InstantSource.system()),
        new RegistrationsCommand.Providers(runtimes, bundles),
        new RegistrationsCommand.Clients(runtimes, bundles),
        new BindingsCommand(runtimes, bundles),
        new BindingCommand(runtimes),
        new HistoryCommands.Declines(runtimes),
        new HistoryCommands.Failures(runtimes),
        new PendingCommand(runtimes),
        new SettingsCommands.Settings(runtimes),
        new SettingsCommands.Set(runtimes, it -> SettingsStore.of(context, it)),
        new GraphCommand(runtimes),
        new WatchCommand(runtimes, bundles),
        new TraceCommand(runtimes, log),
        new StrictCommand(
            () -> context.getBundle(0).getState() == Bundle.STOPPING, Activator::endProcess),
        new AbandonCommand(runtimes, () -> System.in),
        new UnloadCommand(bundles, deployers),
        new ReplaceCommand.Swap(bundles, deployers),
        new ReplaceCommand.Deploy(deployers),
        new OperationsCommands.Operations(deployers),
        new OperationsCommands.Cancel(deployers));
  }

  private static void register(BundleContext context, Object command) {
    Map<String, Object> properties =
        Map.of(
            CommandProcessor.COMMAND_SCOPE,
            "nmr",
            CommandProcessor.COMMAND_FUNCTION,
            Command.functions(command).stream().map(Method::getName).toArray(String[]::new));
    context.registerService(
        command.getClass().getName(), command, FrameworkUtil.asDictionary(properties));
  }

  @Override
  public void stop(BundleContext context) throws Exception {
    for (AutoCloseable each : toClose) {
      each.close();
    }
    trackers.forEach(ServiceTracker::close);
  }
}
