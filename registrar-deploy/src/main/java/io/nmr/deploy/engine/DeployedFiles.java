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
 * Which bundle a file was deployed as. A bundle that takes another one's place, from whatever file,
 * takes it here, too. Any thread.
 */
final class DeployedFiles {
  private static final String REPEATED = "?swap=";

  private final BundleContext context;

  @GuardedBy("this")
  private final Map<Path, Held> places = new HashMap<>();

  /** The ids of bundles of which is known here where they belong, or that they belong nowhere. */
  @GuardedBy("this")
  private final Set<Long> known = new HashSet<>();

  /**
   * What is in a place.
   *
   * @param bundleId the bundle
   * @param content the file that it was installed or updated from
   * @param checksum of that file's bytes then
   */
  record Held(long bundleId, Path content, long checksum) {}

  DeployedFiles(BundleContext context) {
    this.context = context;
  }

  /**
   * The bundle in a place that is still installed; also one that was deployed before our start,
   * which its location tells.
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

  /** A bundle is not in a place, or not yet, whatever its location is. */
  synchronized void know(Bundle bundle) {
    known.add(bundle.getBundleId());
  }

  private synchronized boolean isKnown(Bundle bundle) {
    return known.contains(bundle.getBundleId());
  }

  /** A file is deployed as that bundle now. */
  synchronized void put(Path file, Bundle bundle, Jar jar) {
    know(bundle);
    places.put(file, new Held(bundle.getBundleId(), jar.file(), jar.checksum()));
  }

  /** A bundle takes the place of another one, whatever file that one is in the place of. */
  synchronized Optional<Path> move(Bundle old, Bundle fresh, Jar jar) {
    know(old);
    Optional<Path> place = placeOf(old);
    place.ifPresent(it -> put(it, fresh, jar));
    return place;
  }

  /** The file that a bundle is in the place of. */
  synchronized Optional<Path> placeOf(Bundle bundle) {
    return places.entrySet().stream()
        .filter(it -> it.getValue().bundleId() == bundle.getBundleId())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The file is gone, and its bundle is in that place no more. */
  void clear(Path file) {
    bundle(file).ifPresent(this::know);
    synchronized (this) {
      places.remove(file);
    }
  }

  private static String location(Path file) {
    return file.toUri().toString();
  }

  /** The file's, from which an update can read it again; marked where an earlier one has that. */
  String freeLocation(Path file) {
    String location = location(file);
    String free = location;
    for (int i = 2; context.getBundle(free) != null; i++) {
      free = location + REPEATED + i;
    }
    return free;
  }
}
