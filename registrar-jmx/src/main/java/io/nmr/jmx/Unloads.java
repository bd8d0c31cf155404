package io.nmr.jmx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Unloads bundles, each on a thread of its own, so that a client that waits no longer does not end
 * it. Stops what is to be stopped first and refreshes after: a refresh that stops a bundle itself
 * blocks every other start and stop while that is held.
 */
final class Unloads {
  private static final int REMEMBERED = 100;

  private final BundleContext context;
  private final FrameworkWiring wiring; // also of use when this bundle is among those stopped
  private final Supplier<String> blockers;

  /** One of a bundle; keeps nothing of it. */
  private record Unload(String name, CompletableFuture<String> told) {}

  /**
   * By the bundle's id, which no other one gets: those under way, and the latest that have ended
   * well, for whoever asks again. One that has failed is begun anew.
   */
  private final Map<Long, Unload> unloads =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Unload> eldest) {
              return size() > REMEMBERED && eldest.getValue().told.isDone();
            }
          });

  /**
   * Unloads of a framework.
   *
   * @param blockers what is waited for at the moment, in words
   */
  Unloads(BundleContext context, Supplier<String> blockers) {
    this.context = context;
    this.wiring = context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class);
    this.blockers = blockers;
  }

  /** A thread that keeps nothing of who starts it. */
  static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  /** Unloads that bundle, or goes on waiting for it; tells how far it is when the time is over. */
  String unload(long bundleId, long timeoutMillis) {
    if (bundleId == Constants.SYSTEM_BUNDLE_ID) {
      throw new IllegalArgumentException("bundle 0 is the framework itself: stop the process");
    }
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("timeoutMillis is " + timeoutMillis + "; 0 is no wait");
    }
    Unload unload = unloads.computeIfAbsent(bundleId, this::begin);
    try {
      return unload.told.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      return unload.name + " is not unloaded yet, and it goes on: " + blockers.get();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return unload.name + ": the wait was interrupted, and the unload goes on";
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      throw new IllegalStateException( // of a class that a remote client has, so without its cause
          unload.name + " is not unloaded: " + (cause == null ? failed : cause).getMessage());
    }
  }

  private static String name(Bundle bundle) {
    return bundle.getSymbolicName() + " (" + bundle.getBundleId() + ")";
  }

  private Unload begin(long bundleId) {
    Bundle bundle = context.getBundle(bundleId);
    if (bundle == null) {
      throw new IllegalArgumentException("there is no bundle " + bundleId);
    }
    Unload unload = new Unload(name(bundle), new CompletableFuture<>());
    thread("nmr-jmx-unload-" + bundleId, () -> run(bundle, unload)).start();
    return unload;
  }

  private void run(Bundle bundle, Unload unload) {
    long begun = System.nanoTime();
    List<String> notes = new ArrayList<>();
    try {
      List<Bundle> stopped = stopWithDependents(bundle, notes);
      bundle.uninstall();
      refresh(bundle);
      startAgain(stopped, notes);
      long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
      notes.add(0, "unloaded " + unload.name + " in " + millis + " ms");
      unload.told.complete(String.join("; ", notes));
    } catch (Throwable failed) { // whoever waits is told of it
      unloads.remove(bundle.getBundleId(), unload);
      notes.add(0, message(failed));
      unload.told.completeExceptionally(new BundleException(String.join("; ", notes), failed));
    }
  }

  /** Stops what is wired to it, then itself; if that fails, what was stopped is started again. */
  private List<Bundle> stopWithDependents(Bundle bundle, List<String> notes)
      throws BundleException {
    List<Bundle> stopped = new ArrayList<>();
    try {
      for (Bundle each : wiring.getDependencyClosure(List.of(bundle))) {
        if (each.getState() == Bundle.ACTIVE && !each.equals(bundle)) {
          stopped.add(each);
          stop(each, Bundle.STOP_TRANSIENT, notes);
        }
      }
      stop(bundle, 0, notes);
      return stopped;
    } catch (BundleException | RuntimeException failed) {
      startAgain(stopped, notes);
      throw failed;
    }
  }

  /** A stop that throws has stopped the bundle all the same, unless it is still not resolved. */
  private static void stop(Bundle bundle, int options, List<String> notes) throws BundleException {
    try {
      bundle.stop(options);
    } catch (BundleException failed) {
      if (bundle.getState() != Bundle.RESOLVED) {
        throw failed;
      }
      notes.add("the stop of " + name(bundle) + " failed: " + message(failed));
    }
  }

  /**
   * That of the innermost cause, which is what an activator has thrown. Such an exception is a
   * module's object, and may fail to say anything: then it is its class that is named.
   */
  private static String message(Throwable failed) {
    try {
      return innermost(failed);
    } catch (Throwable unknown) {
      return failed.getClass().getName();
    }
  }

  @SuppressWarnings("ReferenceEquality") // an exception may name itself as its cause
  private static String innermost(Throwable failed) {
    Throwable cause = failed;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private void refresh(Bundle bundle) {
    CompletableFuture<Void> refreshed = new CompletableFuture<>();
    wiring.refreshBundles(
        List.of(bundle),
        event -> {
          if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            refreshed.complete(null);
          }
        });
    refreshed.join();
  }

  /** Notes which do not start: what they were wired to may be gone. */
  private static void startAgain(List<Bundle> stopped, List<String> notes) {
    for (Bundle each : stopped) {
      try {
        each.start(Bundle.START_TRANSIENT);
      } catch (BundleException | RuntimeException failed) {
        notes.add(name(each) + " does not start again: " + message(failed));
      }
    }
  }
}
