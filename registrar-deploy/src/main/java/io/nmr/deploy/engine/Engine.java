package io.nmr.deploy.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.deploy.DeployException;
import io.nmr.deploy.Deployer;
import io.nmr.deploy.Manner;
import io.nmr.deploy.Operation;
import io.nmr.deploy.OperationDTO;
import io.nmr.deploy.OperationDTO.State;
import io.nmr.deploy.Preview;
import io.nmr.deploy.Progress;
import io.nmr.deploy.Request;
import io.nmr.deploy.engine.Task.CancelledException;
import io.nmr.runtime.BindingDTO;
import io.nmr.runtime.RegistrarRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.bundle.CollisionHook;

/**
 * The one engine. What keeps operations apart, and what orders them:
 *
 * <ul>
 *   <li>Each operation has a thread of its own, so that none waits for a hold of another.
 *   <li>A bundle is stopped, unloaded or updated by one operation at a time ({@link #unloadings});
 *       whoever wants the same joins, whoever wants something else waits.
 *   <li>A bundle is replaced by one operation at a time ({@link #replacing}), which is over for the
 *       others when the new one is in its place: they replace that one.
 *   <li>Operations on one file are in order ({@link #latest}): the next one begins when the new
 *       bundle of the one before is in its place, and does not wait for the old one's unload. One
 *       that still waits for its turn is not needed any more when the next one begins.
 *   <li>A bundle that others are wired to, and that is unloaded, waits for the operations on those;
 *       one that is replaced goes before them, so that they are resolved with the new one.
 * </ul>
 *
 * <p>The engine's lock is held for looks at these maps only, never while the framework is called.
 */
final class Engine implements Deployer {
  private static final int REMEMBERED = 100;
  private static final long TICK_MILLIS = 20;

  /** In which a file that takes another one's place turns up, and one that others are wired to. */
  private static final long SETTLE_MILLIS = 250;

  private final BundleContext context;
  private final Bundle own;
  private final Path folder;
  private final Wiring wiring;
  private final Resolution resolution;
  private final Places places;
  private final Supplier<Optional<RegistrarRuntime>> runtimes;
  private final DeployLog log;
  private final Object lock = new Object();
  private volatile BiConsumer<OperationDTO, Boolean> ends = (end, isUnresolved) -> {};

  @GuardedBy("lock")
  private long lastId;

  @GuardedBy("lock")
  private final Map<Long, Task> running = new TreeMap<>();

  @GuardedBy("lock")
  private final Deque<OperationDTO> ended = new ArrayDeque<>();

  /** By the bundle's id. */
  @GuardedBy("lock")
  private final Map<Long, Unloading> unloadings = new HashMap<>();

  /** By the old bundle's id, until the new one is in its place. */
  @GuardedBy("lock")
  private final Map<Long, Task> replacing = new HashMap<>();

  /** The latest operation on a file. */
  @GuardedBy("lock")
  private final Map<Path, Task> latest = new HashMap<>();

  /** Files that have gone a moment ago, with their bundle, which a new file may replace yet. */
  @GuardedBy("lock")
  private final Map<Task, Bundle> settling = new HashMap<>();

  /** What an operation does. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  /** With a folder of its own, for copies of files. */
  Engine(
      BundleContext context,
      Path folder,
      Supplier<Optional<RegistrarRuntime>> runtimes,
      DeployLog log) {
    this.context = context;
    this.own = context.getBundle();
    this.folder = folder;
    this.wiring = new Wiring(context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION));
    this.resolution = new Resolution(context, wiring);
    this.places = new Places(context);
    this.runtimes = runtimes;
    this.log = log;
  }

  /** Lets bundles be tried beside one of their name and version. */
  CollisionHook collisionHook() {
    return resolution.hook();
  }

  /** Who is told of each end, on its thread, and whether it failed because something is missing. */
  void whenEnded(BiConsumer<OperationDTO, Boolean> listener) {
    ends = listener;
  }

  Places places() {
    return places;
  }

  Path folder() {
    return folder;
  }

  @Override
  public Operation begin(Request request) {
    return switch (request.kind()) {
      case STOP, UNLOAD -> beginUnload(request);
      case SWAP -> beginSwap(request);
      case DEPLOY -> beginDeploy(request);
      case REMOVE -> beginRemove(request);
    };
  }

  @Override
  public Preview preview(Request request) {
    boolean isStopOnly = request.kind() == Request.Kind.STOP;
    return switch (request.kind()) {
      case STOP, UNLOAD -> preview(request, isStopOnly, Optional.of(bundle(request.bundleId())));
      case REMOVE -> preview(request, isStopOnly, places.bundle(request.file().orElseThrow()));
      case SWAP, DEPLOY -> {
        try (Jar jar = Jar.of(request.file().orElseThrow(), folder)) {
          Optional<Bundle> old =
              request.kind() == Request.Kind.SWAP
                  ? Optional.of(bundle(request.bundleId()))
                  : target(request, jar);
          old.ifPresent(it -> check(it, false, request));
          yield new Previews(context, wiring, runtimes.get()).of(request, old.orElse(null), jar);
        }
      }
    };
  }

  private Preview preview(Request request, boolean isStopOnly, Optional<Bundle> old) {
    old.ifPresent(it -> check(it, isStopOnly, request));
    return new Previews(context, wiring, runtimes.get()).of(request, old.orElse(null), null);
  }

  @Override
  public List<OperationDTO> operations() {
    List<OperationDTO> all;
    List<Task> now;
    synchronized (lock) {
      all = new ArrayList<>(ended);
      now = List.copyOf(running.values());
    }
    now.forEach(each -> all.add(each.now()));
    all.sort(Comparator.comparingLong(OperationDTO::id));
    return all;
  }

  @Override
  public Optional<Operation> operation(long id) {
    synchronized (lock) {
      return Optional.ofNullable(running.get(id));
    }
  }

  // -- what is begun

  private Operation beginUnload(Request request) {
    boolean isStopOnly = request.kind() == Request.Kind.STOP;
    synchronized (lock) {
      Optional<Task> joined = join(request.bundleId(), isStopOnly);
      if (joined.isPresent()) {
        return joined.get();
      }
    }
    Bundle bundle = bundle(request.bundleId());
    check(bundle, isStopOnly, request);
    String name = Names.of(bundle);
    Unloading unloading;
    synchronized (lock) {
      Optional<Task> joined = join(request.bundleId(), isStopOnly); // meanwhile
      if (joined.isPresent()) {
        return joined.get();
      }
      Task task = task(request, name);
      task.isOf(bundle);
      unloading = new Unloading(bundle, isStopOnly, wiring, task);
      unloadings.put(bundle.getBundleId(), unloading);
    }
    start(unloading.task(), () -> run(unloading), () -> leave(unloading));
    return unloading.task();
  }

  /** The operation that stops or unloads that bundle already. */
  @GuardedBy("lock")
  private Optional<Task> join(long bundleId, boolean isStopOnly) {
    Unloading before = unloadings.get(bundleId);
    if (before == null) {
      return Optional.empty();
    } else if (before.isUpdate()) {
      throw new DeployException(
          "%s is being updated by operation %d; wait for that"
              .formatted(Names.of(before.bundle()), before.task().id()));
    } else if (before.isStopOnly() != isStopOnly) {
      throw new DeployException(
          "%s is already being %s; wait for that"
              .formatted(Names.of(before.bundle()), isStopOnly ? "unloaded" : "stopped"));
    }
    return Optional.of(before.task());
  }

  private Operation beginSwap(Request request) {
    Bundle old = bundle(request.bundleId());
    check(old, false, request);
    Jar jar = Jar.of(request.file().orElseThrow(), folder);
    try {
      Replacement.Choice choice = choose(old, jar, request);
      Task task = swapOf(old, request, choice);
      start(task, () -> replace(task, old, jar, choice), jar::close);
      return task;
    } catch (RuntimeException refused) {
      jar.close();
      throw refused;
    }
  }

  private Replacement.Choice choose(Bundle old, Jar jar, Request request) {
    return Replacement.choose(
        old, jar, request, context.getProperty(Constants.FRAMEWORK_BSNVERSION));
  }

  private Task swapOf(Bundle old, Request request, Replacement.Choice choice) {
    String name = Names.of(old);
    synchronized (lock) {
      Task other = replacing.get(old.getBundleId());
      if (other != null) {
        throw new DeployException(
            "%s is being replaced by operation %d; wait for that".formatted(name, other.id()));
      } else if (isBeingUnloaded(old)) {
        throw new DeployException(
            name + " is already being unloaded; nmr:deploy installs a file where there is none");
      }
      Task task = task(request, name);
      task.isOf(old);
      task.isIn(choice.manner(), choice.why());
      replacing.put(old.getBundleId(), task);
      return task;
    }
  }

  /** Whether it is to be uninstalled, also if its stop is still held. */
  private boolean isBeingUnloaded(Bundle bundle) {
    synchronized (lock) {
      Unloading now = unloadings.get(bundle.getBundleId());
      return now != null && now.isUnload();
    }
  }

  private Operation beginDeploy(Request request) {
    Path file = request.file().orElseThrow();
    Jar jar = Jar.of(file, folder);
    Optional<Bundle> known = places.bundle(file);
    Task task;
    Optional<Task> before;
    Optional<Bundle> gone;
    synchronized (lock) {
      task = task(request, jar.nameAndVersion());
      known.ifPresent(task::isOf); // those above it, which begin at the same time, wait for it
      before = follow(file, task);
      task.isInstalling(before.isEmpty());
      gone = before.isPresent() || !request.isBeside() ? Optional.empty() : takeOver(jar);
    }
    start(
        task,
        () -> {
          awaitTurn(before, task);
          task.isInstalling(true);
          settle(task, request.isBeside());
          task.checkNeeded();
          deploy(task, jar, gone);
        },
        jar::close);
    return task;
  }

  /** The operation on the same file before this one; where it waits, it is not needed any more. */
  @GuardedBy("lock")
  private Optional<Task> follow(Path file, Task task) {
    Optional<Task> before = Optional.ofNullable(latest.put(file, task));
    before.ifPresent(it -> it.isFollowedBy(task));
    return before;
  }

  /** A file that has gone at the same moment as this one has come was given another name. */
  @GuardedBy("lock")
  private Optional<Bundle> takeOver(Jar jar) {
    for (Map.Entry<Task, Bundle> each : settling.entrySet()) {
      if (jar.name().equals(each.getValue().getSymbolicName())) {
        settling.remove(each.getKey());
        return Optional.of(each.getValue());
      }
    }
    return Optional.empty();
  }

  private void deploy(Task task, Jar jar, Optional<Bundle> gone) throws Exception {
    Optional<Bundle> found = claimed(task, () -> gone.or(() -> target(task.request(), jar)));
    if (found.isEmpty()) {
      task.isOf(jar.nameAndVersion());
      awaitRoom(jar, task);
      deployNew(task, jar);
      return;
    }
    Bundle old = found.get();
    task.isOf(old);
    if (isUnchanged(old, jar)) {
      task.note("it is what " + Names.of(old) + " was deployed from: nothing is to be done");
      return;
    }
    check(old, false, task.request());
    Replacement.Choice choice = choose(old, jar, task.request());
    task.isIn(choice.manner(), choice.why());
    replace(task, old, jar, choice);
    places.put(jar.file(), bundleNow(task, old), jar);
  }

  /** What an operation replaces, which nobody else does from now on; waits for whoever does. */
  private Optional<Bundle> claimed(Task task, Supplier<Optional<Bundle>> target)
      throws InterruptedException, CancelledException {
    while (true) {
      Optional<Bundle> found = target.get().filter(it -> !isBeingUnloaded(it));
      Optional<Task> other = found.flatMap(it -> claim(it, task));
      if (other.isEmpty()) {
        return found;
      }
      task.waitsFor(other.get());
      task.checkNeeded();
      await(other.get().placed(), TICK_MILLIS);
    }
  }

  /** Claims it, unless another operation has; that one is returned. */
  private Optional<Task> claim(Bundle old, Task task) {
    synchronized (lock) {
      Task other = replacing.get(old.getBundleId());
      boolean isStuck =
          other != null
              && other.isOvertaken()
              && other.manner().filter(Manner.SIDE_BY_SIDE::equals).isPresent();
      if (other != null && !isStuck) {
        return Optional.of(other);
      }
      replacing.put(old.getBundleId(), task);
      return Optional.empty();
    }
  }

  /** The new bundle is where the old one was: others may replace it. */
  void isPlaced(Task task) {
    synchronized (lock) {
      replacing.values().remove(task);
    }
    task.isPlaced();
  }

  /** Waits until nothing that is being unloaded keeps the bundle of a file from being installed. */
  private void awaitRoom(Jar jar, Task task) throws InterruptedException, CancelledException {
    for (Unloading each : unloadings()) {
      Bundle leaving = each.bundle();
      if (each.isUnload() && leaving.getState() != Bundle.UNINSTALLED && isInTheWay(leaving, jar)) {
        task.waitsFor(each.task());
        while (!each.over().isDone()) {
          task.checkNeeded();
          await(each.over(), TICK_MILLIS);
        }
      }
    }
  }

  private static boolean isInTheWay(Bundle leaving, Jar jar) {
    return jar.name().equals(leaving.getSymbolicName())
        && (jar.version().equals(leaving.getVersion()) || jar.isSingleton());
  }

  private List<Unloading> unloadings() {
    synchronized (lock) {
      return List.copyOf(unloadings.values());
    }
  }

  private Bundle bundleNow(Task task, Bundle old) {
    Bundle fresh = context.getBundle(task.now().newBundleId());
    return fresh == null ? old : fresh;
  }

  private boolean isUnchanged(Bundle old, Jar jar) {
    return places
        .held(jar.file())
        .filter(it -> it.bundleId() == old.getBundleId() && it.content().equals(jar.file()))
        .filter(it -> it.checksum() == jar.checksum())
        .isPresent();
  }

  /** What a file replaces: what it was deployed as, or else the one bundle of its name. */
  private Optional<Bundle> target(Request request, Jar jar) {
    Optional<Bundle> placed = places.bundle(jar.file());
    if (placed.isPresent() || request.isBeside()) {
      return placed;
    }
    List<Bundle> named =
        Stream.of(context.getBundles())
            .filter(it -> jar.name().equals(it.getSymbolicName()) && !isBeingUnloaded(it))
            .toList();
    if (named.size() > 1) {
      throw new DeployException(
          "there are several bundles %s: %s; say by a swap which one %s is to replace"
              .formatted(jar.name(), String.join(", ", Names.of(named)), jar.file()));
    }
    return named.stream().findFirst();
  }

  private void deployNew(Task task, Jar jar)
      throws BundleException, InterruptedException, CancelledException {
    Bundle fresh = install(jar, task);
    try {
      if (jar.isFragment()) {
        task.note("it is a fragment: its host has it when that is resolved the next time");
      } else {
        resolve(fresh, jar, task);
        task.step("starting " + Names.withVersion(fresh));
        startNew(fresh);
      }
      if (task.isOvertaken()) {
        throw new DeployException(
            "%s had not started within %s, and the next one has gone on; it is uninstalled"
                .formatted(Names.withVersion(fresh), show(task.request().timeout())));
      }
      task.passReturn();
    } catch (Throwable bad) { // whatever it is, nothing of it is left
      drop(fresh, task);
      throw bad;
    }
    places.put(jar.file(), fresh, jar);
  }

  /** Uninstalls a new bundle that is not going to be used. */
  void drop(Bundle fresh, Task task) {
    try {
      if (fresh.getState() != Bundle.UNINSTALLED) {
        fresh.uninstall();
      }
    } catch (Throwable failed) { // why it is dropped is told all the same
      task.note(Names.of(fresh) + " cannot be uninstalled: " + Failure.of(failed));
    }
  }

  private static void startNew(Bundle fresh) {
    try {
      fresh.start(Bundle.START_ACTIVATION_POLICY);
    } catch (BundleException failed) {
      throw new DeployException(
          "%s does not start: %s; it is uninstalled"
              .formatted(Names.withVersion(fresh), Failure.of(failed)));
    }
  }

  private Operation beginRemove(Request request) {
    Path file = request.file().orElseThrow();
    Optional<Bundle> known = places.bundle(file);
    Task task;
    Optional<Task> before;
    synchronized (lock) {
      task = task(request, known.map(Names::of).orElse(name(file)));
      known.ifPresent(task::isOf);
      before = follow(file, task);
      if (before.isEmpty() && known.isPresent()) {
        settling.put(task, known.get());
      }
    }
    start(
        task,
        () -> {
          awaitTurn(before, task);
          settle(task, true);
          remove(task, file, before.isEmpty() && known.isPresent());
        },
        () -> {});
    return task;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private void remove(Task task, Path file, boolean wasSettling) throws Exception {
    boolean isTaken;
    synchronized (lock) {
      isTaken = wasSettling && settling.remove(task) == null;
    }
    if (isTaken) {
      places.clear(file);
      task.isOf(name(file));
      task.note("another file takes its place");
      return;
    }
    task.checkNeeded(); // the file may be there again, and be put in the place of what runs
    Optional<Bundle> bundle = claimed(task, () -> places.bundle(file));
    places.clear(file);
    if (bundle.isEmpty()) {
      task.isOf(name(file));
      task.note("nothing of it was there any more");
      return;
    }
    task.isOf(bundle.get());
    check(bundle.get(), false, task.request());
    isPlaced(task);
    unload(bundle.get(), task);
  }

  // -- how an operation runs

  @GuardedBy("lock")
  private Task task(Request request, String name) {
    Task task = new Task(++lastId, request, name, this::progress);
    running.put(task.id(), task);
    return task;
  }

  /** Does an operation's work on a thread of its own, and something after it in any case. */
  private void start(Task task, Work work, Runnable after) {
    try {
      Thread thread =
          new Thread(
              null, () -> run(task, work, after), "nmr-deploy " + task.now().bundle(), 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      thread.start();
    } catch (Throwable failed) { // whoever waits is told of it
      after.run();
      end(task, State.FAILED, failed);
    }
  }

  private void run(Task task, Work work, Runnable after) {
    State state = State.DONE;
    Throwable failure = null;
    try {
      work.run();
    } catch (CancelledException cancelled) {
      state = State.CANCELLED;
    } catch (Throwable failed) { // whoever waits is told of it
      state = State.FAILED;
      failure = failed;
    }
    after.run();
    end(task, state, failure);
  }

  /**
   * First the operation is among those that have ended, then the log has a line, and then those are
   * told who wait: they find both.
   */
  private void end(Task task, State state, @Nullable Throwable failed) {
    boolean isWatched = task.isWatched();
    OperationDTO end =
        task.end(state, failed == null ? Optional.empty() : Optional.of(Failure.of(failed)));
    synchronized (lock) {
      running.remove(task.id());
      latest.values().remove(task);
      settling.remove(task);
      replacing.values().remove(task);
      ended.addLast(end);
      if (ended.size() > REMEMBERED) {
        ended.removeFirst();
      }
    }
    try {
      log.log(message(state, isWatched), end.id(), end.by(), Words.of(end));
    } catch (Throwable unsayable) {
      // a log that fails keeps nobody from being told
    }
    task.tell(end);
    ends.accept(end, failed instanceof UnresolvedException);
  }

  private static LogMessage message(State state, boolean isWatched) {
    if (state != State.FAILED) {
      return LogMessage.ENDED;
    }
    return isWatched ? LogMessage.FAILED_WATCHED : LogMessage.FAILED;
  }

  /** Waits until the operation before it on the same file has its bundle in place, or is late. */
  private static void awaitTurn(Optional<Task> before, Task task)
      throws InterruptedException, CancelledException {
    if (before.isEmpty()) {
      return;
    }
    task.waitsFor(before.get());
    long end = System.nanoTime() + before.get().request().timeout().plusSeconds(1).toNanos();
    while (!before.get().placed().isDone() && System.nanoTime() - end < 0) {
      task.checkNeeded();
      await(before.get().placed(), TICK_MILLIS);
    }
    before.get().isOvertaken(!before.get().placed().isDone());
  }

  private static void await(CompletableFuture<?> done, long millis) throws InterruptedException {
    try {
      done.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException look) {
      // the caller looks
    }
  }

  private static void settle(Task task, boolean isWatchedFolder)
      throws InterruptedException, CancelledException {
    if (isWatchedFolder) {
      task.step("waiting for other files that have changed at the same time");
      Thread.sleep(SETTLE_MILLIS);
      task.check();
    }
  }

  private void replace(Task task, Bundle old, Jar jar, Replacement.Choice choice) throws Exception {
    new Replacement(this, task, old, jar, runtimes).run(choice);
  }

  // -- what operations do, for Replacement, too

  /** Installs the bundle beside what is there. */
  Bundle install(Jar jar, Task task) throws CancelledException {
    task.isInstalling(true);
    try {
      task.check();
      task.step("installing " + jar.nameAndVersion());
      try (InputStream in = jar.open()) {
        Bundle fresh = context.installBundle(places.freeLocation(jar.file()), in);
        places.know(fresh);
        task.brings(fresh);
        return fresh;
      } catch (IOException | BundleException failed) {
        throw new DeployException("cannot install " + jar.file() + ": " + Failure.of(failed));
      }
    } finally {
      task.isInstalling(false);
    }
  }

  /** Resolves an installed bundle, with those that are being installed at the same time. */
  void resolve(Bundle fresh, Jar jar, Task task) throws InterruptedException, CancelledException {
    task.step("resolving " + Names.withVersion(fresh));
    refuse(jar, resolution.resolve(fresh, task, () -> isAnotherInstalling(task)));
  }

  /** Finds out whether a jar could be resolved in the place of the bundle that it replaces. */
  void tryToResolve(Jar jar, Task task)
      throws BundleException, InterruptedException, CancelledException {
    task.isInstalling(false);
    task.step("resolving " + jar.nameAndVersion());
    refuse(jar, resolution.tried(jar, task, () -> isAnotherInstalling(task)));
  }

  private static void refuse(Jar jar, String missing) {
    if (!missing.isEmpty()) {
      throw new UnresolvedException(
          "%s in %s cannot be resolved: %s".formatted(jar.nameAndVersion(), jar.file(), missing));
    }
  }

  /** A bundle lacks something that another one may bring. */
  static final class UnresolvedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnresolvedException(String message) {
      super(message);
    }
  }

  private boolean isAnotherInstalling(Task task) {
    synchronized (lock) {
      return running.values().stream().anyMatch(it -> !it.equals(task) && it.isInstalling());
    }
  }

  /** Unloads a bundle as a part of an operation; waits for whoever stops it otherwise. */
  void unload(Bundle bundle, Task task)
      throws BundleException, InterruptedException, CancelledException {
    Unloading unloading = new Unloading(bundle, false, wiring, task);
    if (enter(unloading)) {
      try {
        run(unloading);
      } finally {
        leave(unloading);
      }
    }
  }

  /** What is done around an update. */
  @FunctionalInterface
  interface Update {
    void run(Unloading unloading)
        throws BundleException, InterruptedException, CancelledException, IOException;
  }

  /** Does something while no other operation stops, unloads or updates that bundle. */
  void alone(Bundle bundle, Task task, Update update)
      throws BundleException, InterruptedException, CancelledException, IOException {
    Unloading unloading = Unloading.ofUpdate(bundle, wiring, task);
    if (!enter(unloading)) {
      throw new DeployException(Names.of(bundle) + " has been unloaded meanwhile");
    }
    try {
      update.run(unloading);
    } finally {
      leave(unloading);
    }
  }

  /** Waits until nobody else stops that bundle; false if it is uninstalled by then. */
  private boolean enter(Unloading unloading) throws InterruptedException, CancelledException {
    while (true) {
      unloading.task().check();
      Unloading other;
      synchronized (lock) {
        other = unloadings.putIfAbsent(unloading.bundle().getBundleId(), unloading);
      }
      if (other == null) {
        if (unloading.bundle().getState() != Bundle.UNINSTALLED) {
          return true;
        }
        leave(unloading);
        return false;
      }
      unloading.task().waitsFor(other.task());
      await(other.over(), TICK_MILLIS);
    }
  }

  private void leave(Unloading unloading) {
    synchronized (lock) {
      unloadings.values().remove(unloading);
    }
    unloading.over().complete(null);
  }

  private void run(Unloading unloading)
      throws BundleException, InterruptedException, CancelledException {
    if (unloading.isUnload()) {
      awaitOperationsOn(unloading);
    }
    unloading.run();
  }

  /** What is wired to it and is about to be replaced or unloaded itself goes first. */
  private void awaitOperationsOn(Unloading unloading)
      throws InterruptedException, CancelledException {
    Set<Long> wired = unloading.dependentIds();
    for (Task each : others(unloading.task())) {
      if (wired.contains(each.bundleId()) && !isWiredTo(unloading.bundle(), each.bundleId())) {
        await(each, each.done(), unloading.task());
      }
    }
  }

  /**
   * What that bundle is wired to, and is about to be replaced, goes first: the new one is resolved
   * with it then. The wiring has no cycles but those that are left out here, so that no two wait
   * for each other.
   */
  void awaitReplacementsBelow(Bundle bundle, Task task)
      throws InterruptedException, CancelledException {
    for (Task each : others(task)) {
      boolean isReplacement =
          each.request().kind() == Request.Kind.DEPLOY
              || each.request().kind() == Request.Kind.SWAP;
      Bundle below = isReplacement ? context.getBundle(each.bundleId()) : null;
      if (below != null
          && isWiredTo(bundle, below.getBundleId())
          && !isWiredTo(below, bundle.getBundleId())) {
        await(each, each.placed(), task);
      }
    }
  }

  /** Whether a refresh of the other would stop this one. */
  private boolean isWiredTo(Bundle bundle, long other) {
    Bundle below = context.getBundle(other);
    return below != null && wiring.dependents(below).contains(bundle);
  }

  private static void await(Task other, CompletableFuture<?> future, Task task)
      throws InterruptedException, CancelledException {
    task.waitsFor(other);
    while (!future.isDone()) {
      task.check();
      await(future, TICK_MILLIS);
    }
  }

  private List<Task> others(Task task) {
    synchronized (lock) {
      return running.values().stream().filter(it -> !it.equals(task)).toList();
    }
  }

  // -- what is refused, and what is told

  private Bundle bundle(long id) {
    Bundle bundle = context.getBundle(id);
    if (bundle == null) {
      throw new DeployException("there is no bundle " + id);
    }
    return bundle;
  }

  /** Refuses to take the ground from under whoever asks, or from under the engine. */
  private void check(Bundle bundle, boolean isStopOnly, Request request) {
    if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
      throw new DeployException("the framework itself is not unloaded; exit 0 ends it");
    }
    if (request.spared().contains(bundle.getBundleId())) {
      throw new DeployException(
          "%s is part of this %s, which cannot unload itself"
              .formatted(Names.of(bundle), request.by()));
    }
    if (bundle.equals(own)) {
      throw new DeployException(Names.of(bundle) + " is what unloads, and cannot unload itself");
    }
    if (isStopOnly) {
      return;
    }
    for (Bundle wired : wiring.dependents(bundle)) {
      if (wired.equals(own) || request.spared().contains(wired.getBundleId())) {
        throw new DeployException(
            "%s is what %s is wired to, which would not survive the refresh; stop it only"
                .formatted(
                    Names.of(bundle), wired.equals(own) ? "the deployer" : "this " + request.by()));
      }
    }
  }

  private Progress progress(Set<Long> bundleIds) {
    return runtimes.get().map(it -> progress(it, bundleIds)).orElse(Progress.NONE);
  }

  private static Progress progress(RegistrarRuntime runtime, Set<Long> bundleIds) {
    List<BindingDTO> left =
        runtime.bindings().stream()
            .filter(
                it ->
                    bundleIds.contains(it.client().ownerId())
                        || bundleIds.contains(it.provider().ownerId()))
            .toList();
    int calls = left.stream().mapToInt(it -> it.clientCalls() + it.providerCalls()).sum();
    return new Progress(
        left.size(),
        calls,
        runtime.pending().stream()
            .filter(it -> bundleIds.contains(it.registration().ownerId()))
            .flatMap(it -> it.blockers().stream())
            .toList());
  }

  /** As people read it. */
  static String show(Duration duration) {
    long millis = duration.toMillis();
    return millis < 100 ? millis + " ms" : "%d.%d s".formatted(millis / 1000, millis % 1000 / 100);
  }
}
