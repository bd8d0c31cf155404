package io.nmr.shell;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.Deployer;
import io.nmr.deploy.Manner;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationSnapshot;
import io.nmr.deploy.OperationSnapshot.State;
import io.nmr.deploy.Preview;
import io.nmr.deploy.Progress;
import io.nmr.deploy.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A deployer whose operations go on when a test says so. Any thread. */
final class FakeDeployer implements Deployer {
  final List<Request> requests = new CopyOnWriteArrayList<>();
  final Map<Long, Running> operations = new ConcurrentSkipListMap<>();
  volatile Optional<String> refusal = Optional.empty();
  volatile Preview preview =
      new Preview(
          Request.Kind.UNLOAD,
          Optional.of("hosts (6)"),
          Optional.empty(),
          Optional.empty(),
          "",
          List.of(),
          List.of(),
          List.of(),
          0,
          List.of(),
          List.of(),
          List.of());

  private boolean isEndingAtOnce;

  static FakeDeployer endingAtOnce() {
    FakeDeployer deployer = new FakeDeployer();
    deployer.isEndingAtOnce = true;
    return deployer;
  }

  CurrentDeployer asDeployers() {
    return new CurrentDeployer(() -> Optional.of(this), List.of());
  }

  static CurrentDeployer none() {
    return new CurrentDeployer(Optional::empty, List.of());
  }

  /** The one operation that was begun. */
  Running only() {
    return operations.get(1L);
  }

  @Override
  public Operation begin(Request request) {
    refuse();
    requests.add(request);
    return operations.values().stream()
        .filter(it -> !it.isOver() && it.request.bundleId() == request.bundleId())
        .findFirst()
        .orElseGet(() -> started(request));
  }

  private void refuse() {
    refusal.ifPresent(
        why -> {
          throw new DeployException(why);
        });
  }

  private Running started(Request request) {
    Running running = new Running(operations.size() + 1L, request);
    operations.put(running.id, running);
    if (isEndingAtOnce) {
      running.end();
    }
    return running;
  }

  @Override
  public Preview preview(Request request) {
    refuse();
    requests.add(request);
    return preview;
  }

  @Override
  public List<OperationSnapshot> operations() {
    List<OperationSnapshot> all = new ArrayList<>();
    operations.values().forEach(it -> all.add(it.now()));
    return all;
  }

  @Override
  public Optional<Operation> operation(long id) {
    return Optional.ofNullable(operations.get(id)).filter(it -> !it.isOver()).map(it -> it);
  }

  /** An operation that is under way. */
  static final class Running implements Operation {
    final long id;
    final Request request;
    final AtomicInteger watchers = new AtomicInteger();
    final CompletableFuture<OperationSnapshot> done = new CompletableFuture<>();
    final CompletableFuture<OperationSnapshot> placed = new CompletableFuture<>();
    volatile boolean isCancelled;
    volatile Optional<String> late = Optional.empty();
    volatile Progress progress = Progress.NONE;
    volatile Manner manner = Manner.SIDE_BY_SIDE;
    volatile String why = "";
    volatile List<String> restarted = List.of();
    volatile List<String> notes = List.of();
    private volatile State state = State.RUNNING;
    private volatile Optional<String> failure = Optional.empty();

    Running(long id, Request request) {
      this.id = id;
      this.request = request;
    }

    private boolean isReplacing() {
      return request.file().isPresent();
    }

    @Override
    public OperationSnapshot now() {
      return new OperationSnapshot(
          id,
          request.kind(),
          request.bundleId() < 0 ? "hosts 2.0.0" : "hosts (" + request.bundleId() + ")",
          request.bundleId(),
          request.file().map(Path::toString),
          request.by(),
          state,
          isReplacing() ? "starting hosts 2.0.0 (100)" : "unloading hosts (6)",
          FakeRuntime.NOW,
          Duration.ofMillis(1500),
          isReplacing() ? Optional.of("hosts 2.0.0 (100)") : Optional.empty(),
          isReplacing() ? 100 : -1,
          isReplacing() && request.bundleId() >= 0 ? Optional.of(manner) : Optional.empty(),
          why,
          restarted,
          notes,
          failure);
    }

    void place() {
      placed.complete(now());
    }

    void end() {
      end(State.DONE, Optional.empty());
    }

    void fail(String why) {
      end(State.FAILED, Optional.of(why));
    }

    void end(State how, Optional<String> failed) {
      failure = failed;
      state = how;
      placed.complete(now());
      done.complete(now());
    }

    @Override
    public CompletableFuture<OperationSnapshot> done() {
      return done.copy();
    }

    @Override
    public CompletableFuture<OperationSnapshot> placed() {
      return placed.copy();
    }

    @Override
    public Progress progress() {
      return progress;
    }

    @Override
    public void cancel() {
      late.ifPresent(
          it -> {
            throw new IllegalStateException(it);
          });
      isCancelled = true;
    }

    @Override
    public Watch watch() {
      watchers.incrementAndGet();
      return watchers::decrementAndGet;
    }
  }
}
