package io.nmr.sample.manual;

import io.nmr.Registrar;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A module that is written as in NMR and unloads itself. Its manifest has {@code Nmr-Unload: self},
 * so the registrar leaves the unloading to {@link #stop}, which deregisters, sees that the
 * deregistration is pending, waits for it, and returns. A module that extends {@link
 * io.nmr.NetworkModule} needs none of this.
 *
 * <p>The module is its own peer: one half calls the other without end. The framework property
 * {@value #WORK} says how many milliseconds each call takes (1000).
 */
public final class ManualModule implements BundleActivator {
  /** The framework property with the length of a call. */
  public static final String WORK = "nmr.sample.manual.work";

  private @Nullable ServiceTracker<Registrar, Loaded> registrars;

  @Override
  public void start(BundleContext context) {
    long millis = millis(Optional.ofNullable(context.getProperty(WORK)).orElse("1000"));
    Chore chore = () -> pass(millis);
    registrars = new Registrars(context, chore);
    registrars.open();
  }

  @Override
  public void stop(BundleContext context) {
    if (registrars != null) {
      registrars.close(); // calls removedService, which unloads
    }
  }

  static long millis(String text) {
    try {
      long millis = Long.parseLong(text);
      if (millis >= 1 && millis <= 60_000) {
        return millis;
      }
    } catch (NumberFormatException notANumber) {
      // The exception below says what is wrong.
    }
    throw new IllegalArgumentException(
        WORK + "=" + text + ": give a number of milliseconds from 1 to 60000");
  }

  private static void pass(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Loads the module when there is a registrar, and again when it comes back. */
  private static final class Registrars extends ServiceTracker<Registrar, Loaded> {
    private final Chore chore;
    private final AtomicBoolean isLoaded = new AtomicBoolean();

    Registrars(BundleContext context, Chore chore) {
      super(context, Registrar.class, null);
      this.chore = chore;
    }

    @Override
    public @Nullable Loaded addingService(ServiceReference<Registrar> reference) {
      if (isLoaded.getAndSet(true)) {
        return null;
      }
      Registrar registrar = context.getService(reference);
      if (registrar == null) {
        isLoaded.set(false); // the registrar has gone already
        return null;
      }
      return new Loaded(registrar, chore, System.out);
    }

    @Override
    public void removedService(ServiceReference<Registrar> reference, Loaded loaded) {
      loaded.unload();
      context.ungetService(reference);
      isLoaded.set(false);
    }
  }
}
