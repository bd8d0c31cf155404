package io.nmr.sample.manual;

import io.nmr.BindingContext;
import io.nmr.Deregistration;
import io.nmr.Registrar;
import io.nmr.Registration;
import java.io.PrintStream;
import java.util.List;

/** The module from DriverEntry to Unload: both registrations, made and taken back by hand. */
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
   * Unload: deregisters, and does not return before every call and callback is over. Were it to
   * return early, as a driver that is gone while someone still executes it, the registrar would
   * wait in its place and warn.
   */
  void unload() {
    // Ask for everything before waiting for anything: neither then waits for the other's turn.
    List<Deregistration> asked = List.of(client.deregister(), provider.deregister());
    asked.stream()
        .filter(Deregistration::isPending)
        .flatMap(pending -> pending.blockers().stream())
        .map(blocker -> "manual: waits for " + blocker)
        .distinct() // both wait for the one binding
        .forEach(out::println);
    asked.forEach(Loaded::awaitUninterruptibly);
    out.println("manual: done, nothing refers to this module any more");
  }

  /** An interrupt must not let a module go early: it is kept for later. */
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
