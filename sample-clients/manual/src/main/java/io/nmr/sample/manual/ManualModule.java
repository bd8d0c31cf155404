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
 * A module written NMR's way. Its manifest has {@code Nmr-Unload: self}, so the registrar leaves
 * the unloading to {@link #stop}, which deregisters, sees that this is pending, waits, and returns.
 * {@link io.nmr.NetworkModule} spares a module all of this.
 *
 * <p>It is its own peer: one half calls the other without end, each call taking as many
 * milliseconds as the framework property {@value #WORK} says (1000).
 */
public final class ManualModule implements BundleActivator {
  /** The framework property with the length of a call. */
  public static final String WORK = "nmr.sample.manual.work";

  private @Nullable ServiceTracker<Registrar, Loaded> registrars;

  /** The framework makes one. */
  public ManualModule() {}

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
      registrars.close(); // in removedService
    }
  }

  static long millis(String text) {
    try {
      long millis = Long.parseLong(text);
      if (millis >= 1 && millis <= 60_000) {
        return millis;
      }
    } catch (NumberFormatException notANumber) {
      // said below
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

  /** Awaits the registrar, in any start order; loads with the first, and again when it is back. */
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
        isLoaded.set(false); // it went as it came
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
