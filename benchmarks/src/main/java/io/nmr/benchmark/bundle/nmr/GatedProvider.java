package io.nmr.benchmark.bundle.nmr;

import io.nmr.BindingContext;
import io.nmr.NetworkModule;
import io.nmr.Registrar;
import io.nmr.benchmark.bundle.contract.Facts;
import io.nmr.benchmark.bundle.contract.GatedJob;
import org.osgi.framework.InvalidSyntaxException;

/** A provider whose calls last as long as the harness says. */
public final class GatedProvider extends NetworkModule {
  @Override
  protected void load(Registrar registrar) throws InvalidSyntaxException {
    GatedJob job = new GatedJob(Facts.told(bundleContext(), Runnable.class, "gate"));
    registrar.registerProvider(Jobs.NPI, client -> BindingContext.of(job));
  }
}
