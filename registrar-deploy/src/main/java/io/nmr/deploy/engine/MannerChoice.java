package io.nmr.deploy.engine;

import static io.nmr.deploy.engine.BundleStop.isStarted;

import io.nmr.deploy.DeployException;
import io.nmr.deploy.Manner;
import io.nmr.deploy.Request;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/**
 * The manner in which a new bundle takes the place of an old one.
 *
 * @param why the reason; empty where both manners are possible and none was asked for
 */
record MannerChoice(Manner manner, String why) {
  private static final String SEVERAL = "multiple";

  /**
   * Chooses side by side where that is possible, unless another manner was asked for.
   *
   * @param bsnVersion the framework property {@code org.osgi.framework.bsnversion}
   * @throws DeployException if the manner that was asked for is not possible
   */
  static MannerChoice of(Bundle old, Jar jar, Request request, @Nullable String bsnVersion) {
    String obstacle = obstacle(old, jar, SEVERAL.equals(bsnVersion));
    if (request.manner().isEmpty()) {
      return new MannerChoice(
          obstacle.isEmpty() ? Manner.SIDE_BY_SIDE : Manner.STOP_FIRST, obstacle);
    } else if (request.manner().get() == Manner.SIDE_BY_SIDE && !obstacle.isEmpty()) {
      throw new DeployException(
          "%s and %s cannot be there side by side: %s"
              .formatted(BundleNames.of(old), jar.nameAndVersion(), obstacle));
    }
    return new MannerChoice(request.manner().get(), "asked for");
  }

  /** What keeps the two from running side by side; empty if nothing does. */
  private static String obstacle(Bundle old, Jar jar, boolean maySameVersionRepeat) {
    var headers = old.getHeaders("");
    boolean isSameName = jar.name().equals(old.getSymbolicName());
    if (jar.isStopFirst() || headers.get(Jar.HEADER) != null) {
      return "the manifest says " + Jar.HEADER + ": stop-first";
    } else if (jar.isFragment() || headers.get(Constants.FRAGMENT_HOST) != null) {
      return "a fragment is part of its host";
    } else if (!isStarted(old)) {
      return "the old one is not started";
    } else if (isSameName && jar.version().equals(old.getVersion()) && !maySameVersionRepeat) {
      return "both are of version " + jar.version();
    } else if (isSameName
        && (jar.isSingleton()
            || Jar.isSingleton(String.valueOf(headers.get(Constants.BUNDLE_SYMBOLICNAME))))) {
      return "it is a singleton";
    }
    return "";
  }
}
