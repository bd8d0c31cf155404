package io.nmr.benchmark.call;

import io.nmr.benchmark.felix.EmbeddedFelix;
import io.nmr.benchmark.felix.MadeBundle;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Calls through Felix's service registry: one bundle has the service, another one uses it. */
abstract class FelixProtection implements Protection {
  private final EmbeddedFelix felix;
  private final BundleContext provider;
  private final BundleContext client;

  FelixProtection() throws Exception {
    felix = EmbeddedFelix.start(Map.of());
    provider = felix.start(MadeBundle.named("provider")).getBundleContext();
    client = felix.start(MadeBundle.named("client")).getBundleContext();
  }

  @Override
  public final Work around(Target target) {
    return clientOf(
        provider
            .registerService(Work.class, target, FrameworkUtil.asDictionary(Map.of()))
            .getReference(),
        client);
  }

  abstract Work clientOf(ServiceReference<Work> service, BundleContext context);

  @Override
  public final void close() throws Exception {
    felix.close();
  }

  /** Gets the service for each call, so that the framework counts who uses it. */
  static final class GettingPerCall extends FelixProtection {
    GettingPerCall() throws Exception {}

    @Override
    Work clientOf(ServiceReference<Work> service, BundleContext context) {
      return new GettingWork(context, service);
    }
  }

  /** Asks a tracker for each call, as most code does; this protects nothing. */
  static final class Tracking extends FelixProtection {
    Tracking() throws Exception {}

    @Override
    Work clientOf(ServiceReference<Work> service, BundleContext context) {
      ServiceTracker<Work, Work> tracker = new ServiceTracker<>(context, service, null);
      tracker.open();
      return new TrackedWork(tracker);
    }
  }

  private record GettingWork(BundleContext context, ServiceReference<Work> service)
      implements Work {
    @Override
    public int sync(int value) {
      Work target = context.getService(service);
      try {
        return target.sync(value);
      } finally {
        context.ungetService(service);
      }
    }

    @Override
    public int nested(int value) {
      Work target = context.getService(service);
      try {
        return target.nested(value);
      } finally {
        context.ungetService(service);
      }
    }

    @Override
    public CompletionStage<Integer> async(CompletableFuture<Integer> answer) {
      return Rivals.afterwards(
          context.getService(service), answer, () -> context.ungetService(service));
    }
  }

  private record TrackedWork(ServiceTracker<Work, Work> tracker) implements Work {
    @Override
    public int sync(int value) {
      return tracker.getService().sync(value);
    }

    @Override
    public int nested(int value) {
      return tracker.getService().nested(value);
    }

    @Override
    public CompletionStage<Integer> async(CompletableFuture<Integer> answer) {
      return tracker.getService().async(answer);
    }
  }
}
