package io.nmr.deploy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;

/**
 * What a {@link Deployer} is asked for. Immutable.
 *
 * @param kind what is to be done
 * @param bundleId the bundle it is done to; -1 for what is about a file alone
 * @param file the jar, absolute
 * @param manner how the new one is to take the place of the old one; empty: as the bundles allow,
 *     side by side where that is possible
 * @param timeout how long a new bundle has to start and to be attached where the old one is
 * @param by who asks, for the list of operations, such as {@code shell}
 * @param spared bundles that must not be stopped on the way: the asker's own
 * @param isBeside whether a bundle of the same symbolic name, deployed from elsewhere, is left
 *     where it is
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
  /** How long a new bundle has, if nobody says otherwise. */
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
    /** Installs and starts the bundle of a file, in the place of what the file was before. */
    DEPLOY,
    /** Unloads what a file was deployed as. */
    REMOVE
  }

  /** Copies what it is given. */
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
   * Installs and starts the bundle of a file: in the place of what this file was deployed as
   * before, or else of the one bundle with its symbolic name.
   */
  public static Request deploy(Path file) {
    return of(Kind.DEPLOY, NO_BUNDLE, Optional.of(file));
  }

  /** Unloads what a file was deployed as; does nothing where that is gone. */
  public static Request remove(Path file) {
    return of(Kind.REMOVE, NO_BUNDLE, Optional.of(file));
  }

  /** The same in that manner and no other. */
  public Request in(Manner wanted) {
    return new Request(kind, bundleId, file, Optional.of(wanted), timeout, by, spared, isBeside);
  }

  /** The same with another time for the new bundle. */
  public Request within(Duration limit) {
    return new Request(kind, bundleId, file, manner, limit, by, spared, isBeside);
  }

  /** The same, asked for by that face. */
  public Request by(String who) {
    return new Request(kind, bundleId, file, manner, timeout, who, spared, isBeside);
  }

  /** The same, refused where it would stop one of these bundles on the way. */
  public Request sparing(Collection<Bundle> bundles) {
    Set<Long> ids = new TreeSet<>(spared);
    bundles.forEach(each -> ids.add(each.getBundleId()));
    return new Request(kind, bundleId, file, manner, timeout, by, ids, isBeside);
  }

  /** The same, which replaces nothing but what this very file was deployed as. */
  public Request beside() {
    return new Request(kind, bundleId, file, manner, timeout, by, spared, true);
  }
}
