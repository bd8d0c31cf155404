package io.nmr.impl;

import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.bundle.EventHook;

/**
 * Holds the stop of a bundle. The framework calls this hook on the stopping thread, after it has
 * set the bundle's state to STOPPING and before it tells any listener, and goes on when the hook
 * returns. So any code that takes a module apart when it hears of the stop (Declarative Services,
 * another extender, the bundle's own activator) finds a module that is already drained.
 *
 * <p>The hook is the only way by which a stop is held. An additional listener would have no fixed
 * place among the listeners, might be hidden by another bundle's hook, and would find nothing left
 * to do, since no hook can keep another one from being called.
 *
 * <p>A bundle that has started before the registrar is held as well, because the framework looks up
 * the hooks at each event. The hook stays until the registrar's own stop has returned, and leaves
 * that stop to the {@link Activator} (H3).
 */
final class StopHook implements EventHook {
  private final Modules modules;
  private final Bundle self;

  StopHook(Modules modules, Bundle self) {
    this.modules = modules;
    this.self = self;
  }

  /**
   * Holds the stop. Never throws: the framework would log the exception and let the stop through.
   */
  @Override
  public void event(BundleEvent event, Collection<BundleContext> receivers) {
    Bundle bundle = event.getBundle();
    if (event.getType() != BundleEvent.STOPPING || bundle.equals(self)) {
      return;
    }
    if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
      modules.beginUnloadOfAll();
    } else {
      modules.unload(bundle); // H2: update, refresh and uninstall stop the bundle first, too
    }
  }
}
