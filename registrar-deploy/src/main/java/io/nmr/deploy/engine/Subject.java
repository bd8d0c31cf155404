package io.nmr.deploy.engine;

import org.osgi.framework.Bundle;

/**
 * What an operation is about: an installed bundle, or something in a file that no bundle was
 * deployed from.
 *
 * @param name the bundle as {@code symbolic.name (id)}, or what is in the file, or the file's name
 * @param bundleId the id of the bundle; {@link #NO_BUNDLE} where there is none
 */
record Subject(String name, long bundleId) {
  static final long NO_BUNDLE = -1;

  static Subject of(Bundle bundle) {
    return new Subject(BundleNames.of(bundle), bundle.getBundleId());
  }

  static Subject ofFile(String name) {
    return new Subject(name, NO_BUNDLE);
  }
}
