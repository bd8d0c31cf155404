package io.nmr.impl.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.runtime.RuntimeEvent.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listeners the events of one registration, one after the other, in the order in which
 * they came. An event that comes while another one is being told is told by the thread that is
 * telling, and the thread that brings it goes on: no thread waits here, so a listener may itself
 * bring the next event about.
 *
 * <p>{@link #registered} tells the first event; an event that comes before that call waits for it.
 * This monitor is a leaf of the lock order, and no listener runs while it is held (R23).
 */
public final class RegistrationEvents {
  private final Journal journal;
  private final Registrant registrant;

  @GuardedBy("this")
  private final Queue<Runnable> untold = new ArrayDeque<>(2);

  /**
   * Whether a thread is telling events; true from the start, for the thread that tells the first
   * one.
   */
  @GuardedBy("this")
  private boolean isTelling = true;

  RegistrationEvents(Journal journal, Registrant registrant) {
    this.journal = journal;
    this.registrant = registrant;
  }

  /**
   * Tells that the registration exists. Called once, before any other thread can find the
   * registration, so that the listeners receive this event first.
   */
  public void registered() {
    journal.countRegistration();
    journal.tell(() -> Events.of(Kind.REGISTERED, registrant, null));
    tellRest();
    journal.debug(LogMessage.REGISTERED, registrant, registrant.bundle());
  }

  /** Tells that the registration's deregistration has begun. */
  public void deregistering() {
    journal.changed();
    tell(Kind.DEREGISTERING, null);
  }

  /** Tells that nothing is left of the registration. */
  public void deregistered(Duration took) {
    journal.changed();
    tell(Kind.DEREGISTERED, took);
    journal.debug(LogMessage.DEREGISTERED, registrant, registrant.bundle(), took.toMillis());
  }

  private void tell(Kind kind, @Nullable Duration took) {
    if (!journal.isHeard()) {
      return;
    }
    var happened = Events.of(kind, registrant, took);
    synchronized (this) {
      untold.add(() -> journal.tell(() -> happened));
      if (isTelling) {
        return;
      }
      isTelling = true;
    }
    tellRest();
  }

  private void tellRest() {
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = untold.poll();
    isTelling = next != null;
    return next;
  }
}
