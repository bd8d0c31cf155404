package io.nmr.sample.manual;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.Registrar;
import io.nmr.Registration;
import java.io.PrintStream;
import java.util.List;

/** The module while it is loaded: makes both registrations, and deregisters them by hand. */
final class Loaded {
  private final Registration provider;
  private final Registration client;
  private final PrintStream out;

  /** DriverEntry. */
  Loaded(Registrar registrar, Chore chore, PrintStream out) {
    this.out = out;
    this.provider = registrar.registerProvider(Chore.NPI, client -> BindingContext.of(chore));
    this.client = registrar.registerClient(Chore.NPI, new Worker());
  }

  /**
   * Unload: deregisters, and does not return before every call and callback is over. If it returned
   * early, like a driver whose code goes while a thread still executes it, the registrar would wait
   * in its place and warn.
   */
  void unload() {
    // Both are asked before either is waited for, so that neither waits for the other's turn.
    List<Deregistration> asked = List.of(client.deregister(), provider.deregister());
    asked.stream()
        .filter(Deregistration::isPending)
        .flatMap(pending -> pending.blockers().stream())
        .map(blocker -> "manual: waits for " + blocker)
        .distinct() // both wait for the same binding
        .forEach(out::println);
    asked.forEach(Loaded::awaitUninterruptibly);
    out.println("manual: done, nothing refers to this module any more");
  }

  /** Waits; an interrupt does not end the wait, but is set on the thread again afterwards. */
  private static void awaitUninterruptibly(Deregistration deregistration) {
    boolean isInterrupted = false;
    while (true) {
      try {
        deregistration.await();
        break;
      } catch (InterruptedException early) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
