package io.nmr.jfr;

import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.Subscription;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Listens to each running registrar; on a JVM without a flight recorder, to none. */
public final class Activator implements BundleActivator {
  private @Nullable Recorder recorder;
  private @Nullable ServiceTracker<RegistrarRuntime, Subscription> subscriptions;

  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) throws ReflectiveOperationException {
    if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
      LogMessage.NO_RECORDER.log();
      return;
    }
    Recorder opened = EventLoader.load();
    opened.open();
    recorder = opened;
    Subscriptions tracker = new Subscriptions(context, opened);
    tracker.open();
    subscriptions = tracker;
  }

  @Override
  public void stop(BundleContext context) {
    if (subscriptions != null) {
      subscriptions.close();
    }
    if (recorder != null) {
      recorder.close();
    }
  }

  /** One subscription for each registrar. */
  private static final class Subscriptions extends ServiceTracker<RegistrarRuntime, Subscription> {
    private final Recorder recorder;

    Subscriptions(BundleContext context, Recorder recorder) {
      super(context, RegistrarRuntime.class, null);
      this.recorder = recorder;
    }

    @Override
    public @Nullable Subscription addingService(ServiceReference<RegistrarRuntime> reference) {
      RegistrarRuntime runtime = context.getService(reference);
      return runtime == null ? null : runtime.listen(recorder.listener());
    }

    @Override
    public void removedService(
        ServiceReference<RegistrarRuntime> reference, Subscription subscription) {
      subscription.close();
      context.ungetService(reference);
    }
  }
}
