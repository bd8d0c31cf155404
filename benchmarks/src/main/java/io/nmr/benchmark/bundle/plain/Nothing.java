package io.nmr.benchmark.bundle.plain;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle with nothing to stop. */
public final class Nothing implements BundleActivator {
  @Override
  public void start(BundleContext context) {}

  @Override
  public void stop(BundleContext context) {}
}
