package io.nmr.jmx;

import static java.util.stream.Collectors.joining;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.Deployer;
import io.nmr.deploy.Manner;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Preview;
import io.nmr.deploy.Request;
import io.nmr.text.Printable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The deployer, as JMX shows it: an operation ends with a line of text. Called by any thread. */
final class Deployments {
  private static final String BY = "jmx";

  // An operation may unload this very bundle, from which no class can be loaded afterwards; but its
  // end is told then. So the class that makes the text printable is loaded beforehand.
  static {
    Printable.line("");
  }

  private final BundleContext context;

  Deployments(BundleContext context) {
    this.context = context;
  }

  /** Calls the deployer that runs now; what the deployer refuses is an illegal argument. */
  private <T> T with(Function<Deployer, T> use) {
    ServiceReference<Deployer> found = context.getServiceReference(Deployer.class);
    Deployer deployer = found == null ? null : context.getService(found);
    if (found == null || deployer == null) {
      throw new IllegalStateException("no deployer is running; start io.nmr.registrar.deploy");
    }
    try {
      return use.apply(deployer);
    } catch (DeployException refused) { // a class that a remote client does not have
      throw new IllegalArgumentException(refused.getMessage());
    }
  }

  List<OperationSnapshot> operations() {
    return with(Deployer::operations);
  }

  Preview preview(Request request) {
    return with(it -> it.preview(request.by(BY)));
  }

  void cancel(long operationId) {
    with(it -> it.operation(operationId))
        .orElseThrow(
            () -> new IllegalArgumentException("no operation " + operationId + " is under way"))
        .cancel();
  }

  /**
   * Begins or joins an operation, waits for it, and says in one line how it ended or how far it is.
   */
  String run(Request request, long timeoutMillis) {
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("timeoutMillis is " + timeoutMillis + "; 0 is no wait");
    }
    Optional<OperationSnapshot> before = request.bundleId() < 0 ? Optional.empty() : ended(request);
    if (before.isPresent()) {
      return text(before.get());
    }
    Operation operation = with(it -> it.begin(request.by(BY)));
    try {
      return end(operation.done().get(timeoutMillis, TimeUnit.MILLISECONDS));
    } catch (TimeoutException late) {
      return Printable.line(
          "%s has not ended yet, and it goes on: %s: %s"
              .formatted(
                  operation.now().title(), operation.now().step(), operation.progress().text()));
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return Printable.line(operation.now().title() + ": the wait was interrupted, and it goes on");
    } catch (ExecutionException impossible) { // it completes normally
      throw new IllegalStateException(String.valueOf(impossible.getMessage()));
    }
  }

  /** How the unload of a bundle that is gone ended, for a client that repeats its call. */
  private Optional<OperationSnapshot> ended(Request request) {
    if (context.getBundle(request.bundleId()) != null) {
      return Optional.empty();
    }
    return operations().stream()
        .filter(it -> it.bundleId() == request.bundleId() && it.state() == State.DONE)
        .reduce((first, second) -> second);
  }

  private static String end(OperationSnapshot end) {
    if (end.state() == State.DONE) {
      return text(end);
    }
    throw new IllegalStateException(
        end.title() + end.failure().map(it -> " has failed: " + it).orElse(" was cancelled"));
  }

  private static String text(OperationSnapshot end) {
    StringBuilder text =
        new StringBuilder(end.summary())
            .append(" in ")
            .append(end.duration().toMillis())
            .append(" ms");
    if (!end.restarted().isEmpty()) {
      text.append("; restarted ").append(String.join(", ", end.restarted()));
    }
    end.notes().forEach(note -> text.append("; ").append(note));
    return Printable.line(text.toString());
  }

  /** The file of that name on the machine that the registrar runs on. */
  static Path file(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException bad) {
      throw new IllegalArgumentException("'" + name + "' is no name of a file: " + bad.getReason());
    }
  }

  /** The request in that manner; the request itself where no manner is given. */
  static Request in(String manner, Request request) {
    if (manner.isEmpty()) {
      return request;
    }
    return Arrays.stream(Manner.values())
        .filter(it -> it.name().equals(manner))
        .findFirst()
        .map(request::in)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "manner is '%s'; give none, or %s"
                        .formatted(
                            manner,
                            Arrays.stream(Manner.values())
                                .map(Enum::name)
                                .collect(joining(" or ")))));
  }
}
