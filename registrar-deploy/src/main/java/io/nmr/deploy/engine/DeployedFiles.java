package io.nmr.deploy.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Knows which bundle was deployed from which file. A file is the place of its bundle: a bundle that
 * replaces it, from whatever file it comes, is in that place from then on. Any thread may call.
 */
final class DeployedFiles {
  private static final String REPEATED = "?swap=";

  private final BundleContext context;

  @GuardedBy("this")
  private final Map<Path, Held> places = new HashMap<>();

  /** The ids of bundles whose place is known, or which are known to have none. */
  @GuardedBy("this")
  private final Set<Long> known = new HashSet<>();

  /**
   * The bundle in a place.
   *
   * @param bundleId the id of the bundle
   * @param content the file that the bundle was installed or updated from
   * @param checksum the checksum of the bytes that the file had then
   */
  record Held(long bundleId, Path content, long checksum) {}

  DeployedFiles(BundleContext context) {
    this.context = context;
  }

  /**
   * The installed bundle in a place. A bundle that was deployed before this bundle's start is found
   * by its location.
   */
  Optional<Bundle> bundle(Path file) {
    Optional<Held> held = held(file);
    if (held.isPresent()) {
      return held.map(it -> context.getBundle(it.bundleId()));
    }
    String location = location(file);
    return Arrays.stream(context.getBundles())
        .filter(
            it ->
                it.getLocation().equals(location)
                    || it.getLocation().startsWith(location + REPEATED))
        .filter(it -> !isKnown(it))
        .max(Comparator.comparingLong(Bundle::getBundleId));
  }

  private synchronized Optional<Held> held(Path file) {
    return Optional.ofNullable(places.get(file));
  }

  /** Whether a bundle was deployed from that very file, with the same bytes. */
  boolean isUnchanged(Bundle bundle, Jar jar) {
    return held(jar.file())
        .filter(it -> it.bundleId() == bundle.getBundleId() && it.content().equals(jar.file()))
        .filter(it -> it.checksum() == jar.checksum())
        .isPresent();
  }

  /** Keeps a bundle from being found by its location: it has no place, or none yet. */
  synchronized void know(Bundle bundle) {
    known.add(bundle.getBundleId());
  }

  private synchronized boolean isKnown(Bundle bundle) {
    return known.contains(bundle.getBundleId());
  }

  /** Puts a bundle into the place of a file. */
  synchronized void put(Path file, Bundle bundle, Jar jar) {
    know(bundle);
    places.put(file, new Held(bundle.getBundleId(), jar.file(), jar.checksum()));
  }

  /** Puts a bundle into the place of another one, and returns that place if there is one. */
  synchronized Optional<Path> move(Bundle old, Bundle fresh, Jar jar) {
    know(old);
    Optional<Path> place = placeOf(old);
    place.ifPresent(it -> put(it, fresh, jar));
    return place;
  }

  private synchronized Optional<Path> placeOf(Bundle bundle) {
    return places.entrySet().stream()
        .filter(it -> it.getValue().bundleId() == bundle.getBundleId())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Takes the bundle out of the place of a file that is gone. */
  void clear(Path file) {
    bundle(file).ifPresent(this::know);
    synchronized (this) {
      places.remove(file);
    }
  }

  private static String location(Path file) {
    return file.toUri().toString();
  }

  /**
   * A location for a bundle from that file: the file's URL, from which an update can read it again.
   * The URL is marked where another bundle has it as its location.
   */
  String freeLocation(Path file) {
    String location = location(file);
    String free = location;
    for (int i = 2; context.getBundle(free) != null; i++) {
      free = location + REPEATED + i;
    }
    return free;
  }
}
