package io.nmr.deploy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;

/**
 * What a {@link Deployer} is to do. Immutable.
 *
 * @param kind what is to be done
 * @param bundleId the bundle that is stopped, unloaded or swapped; -1 for a request about a file
 * @param file the jar, as an absolute path
 * @param manner how the new bundle is to take the place of the old one; empty for side by side
 *     where that is possible, and stop first elsewhere
 * @param timeout how long the new bundle may take to start and to be attached in the roles in which
 *     the old one is
 * @param by who asks, such as {@code shell}, for the list of operations
 * @param spared the ids of bundles that must not be stopped on the way, because they ask
 * @param isBeside whether a bundle of the same symbolic name that was deployed from another file
 *     stays
 */
public record Request(
    Kind kind,
    long bundleId,
    Optional<Path> file,
    Optional<Manner> manner,
    Duration timeout,
    String by,
    Set<Long> spared,
    boolean isBeside) {
  /** The timeout of a request that names none. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  private static final long NO_BUNDLE = -1;

  /** The kinds of operation. */
  public enum Kind {
    /** Stops a bundle, and leaves it installed. */
    STOP,
    /** Stops a bundle, uninstalls it, and refreshes what is wired to it. */
    UNLOAD,
    /** Puts the bundle of a file in the place of another bundle. */
    SWAP,
    /**
     * Installs and starts the bundle of a file, in the place of the one deployed from it before.
     */
    DEPLOY,
    /** Unloads the bundle that was deployed from a file. */
    REMOVE
  }

  /** Copies the ids, and makes the path absolute. */
  public Request {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout is " + timeout + "; it must be positive");
    }
    spared = Set.copyOf(spared);
    file = file.map(Path::toAbsolutePath).map(Path::normalize);
  }

  private static Request of(Kind kind, long bundleId, Optional<Path> file) {
    return new Request(
        kind, bundleId, file, Optional.empty(), DEFAULT_TIMEOUT, "", Set.of(), false);
  }

  /** Stops a bundle, with its bindings detached, and leaves it installed. */
  public static Request stop(long bundleId) {
    return of(Kind.STOP, bundleId, Optional.empty());
  }

  /** Stops a bundle, uninstalls it, and refreshes what is wired to it. */
  public static Request unload(long bundleId) {
    return of(Kind.UNLOAD, bundleId, Optional.empty());
  }

  /** Puts the bundle of a file in the place of that bundle. */
  public static Request swap(long bundleId, Path file) {
    return of(Kind.SWAP, bundleId, Optional.of(file));
  }

  /**
   * Installs and starts the bundle of a file, in the place of the bundle that was deployed from the
   * file before, or else of the one bundle with the same symbolic name.
   */
  public static Request deploy(Path file) {
    return of(Kind.DEPLOY, NO_BUNDLE, Optional.of(file));
  }

  /** Unloads the bundle that was deployed from a file; does nothing if that bundle is gone. */
  public static Request remove(Path file) {
    return of(Kind.REMOVE, NO_BUNDLE, Optional.of(file));
  }

  /** The same request in that manner and no other. */
  public Request in(Manner wanted) {
    return new Request(kind, bundleId, file, Optional.of(wanted), timeout, by, spared, isBeside);
  }

  /** The same request with another timeout. */
  public Request within(Duration limit) {
    return new Request(kind, bundleId, file, manner, limit, by, spared, isBeside);
  }

  /** The same request, asked for by that face. */
  public Request by(String who) {
    return new Request(kind, bundleId, file, manner, timeout, who, spared, isBeside);
  }

  /** The same request, refused where it would stop one of these bundles on the way. */
  public Request sparing(Collection<Bundle> bundles) {
    Set<Long> ids = new TreeSet<>(spared);
    bundles.forEach(each -> ids.add(each.getBundleId()));
    return new Request(kind, bundleId, file, manner, timeout, by, ids, isBeside);
  }

  /** The same request, which replaces no bundle but one that was deployed from this very file. */
  public Request beside() {
    return new Request(kind, bundleId, file, manner, timeout, by, spared, true);
  }
}
