package io.nmr.itest.conformance;

import static org.awaitility.Awaitility.await;

import io.nmr.Deregistration;
import io.nmr.itest.Doing;
import io.nmr.itest.Inside;
import io.nmr.itest.TestBundle;
import io.nmr.runtime.RegistrarRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * A test of the numbered rules, through the public API alone. Each module in it is a bundle, and
 * what is registered in its name is registered with that bundle's own registrar.
 */
abstract class Conformance extends Inside {
  private final List<CompletableFuture<?>> stages = new ArrayList<>();

  /** A bundle of that name, started. */
  final ModuleBundle module(String name) {
    try {
      return new ModuleBundle(osgi.outside, osgi.install(TestBundle.empty(name)));
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** A provider in a bundle of its own, not yet registered. */
  final Provider provider(String name) {
    return module(name).provider();
  }

  /** A client in a bundle of its own, not yet registered. */
  final Client client(String name) {
    return module(name).client();
  }

  /** A stage for the test to complete, in time or when it has failed. */
  final <T> CompletableFuture<T> stage() {
    CompletableFuture<T> stage = new CompletableFuture<>();
    stages.add(stage);
    return stage;
  }

  @Override
  protected final void end() {
    stages.forEach(stage -> stage.complete(null));
  }

  /** What was said so far: {@code module:event}, in order. */
  final List<String> events() {
    return osgi.outside.events();
  }

  final void awaitEvent(String event) {
    await().until(() -> events().contains(event));
  }

  final void awaitEnd(Deregistration deregistration) {
    await().until(() -> !deregistration.isPending());
  }

  final RegistrarRuntime runtime() {
    BundleContext context = FrameworkUtil.getBundle(getClass()).getBundleContext();
    return context.getService(context.getServiceReference(RegistrarRuntime.class));
  }

  /** What the registrar has logged: level and message. */
  final List<String> log() {
    return List.copyOf(osgi.log);
  }

  /**
   * Does it on another thread while this one waits, which a lock that this one holds would show.
   */
  static <T> T elsewhere(Callable<T> work) {
    try {
      @SuppressWarnings("unchecked")
      T result = (T) Doing.begin("elsewhere", work).await();
      return result;
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
