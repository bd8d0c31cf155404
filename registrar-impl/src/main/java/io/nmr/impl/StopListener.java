package io.nmr.impl;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Holds the stop of a bundle: the framework calls this on the stopping thread before the bundle's
 * activator, and goes on when it returns.
 */
final class StopListener implements SynchronousBundleListener {
  private final Modules modules;
  private final Bundle self;

  StopListener(Modules modules, Bundle self) {
    this.modules = modules;
    this.self = self;
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    Bundle bundle = event.getBundle();
    if (event.getType() != BundleEvent.STOPPING || bundle.equals(self)) {
      return;
    }
    if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
      modules.beginUnloadOfAll();
    } else {
      modules.unload(bundle);
    }
  }
}
