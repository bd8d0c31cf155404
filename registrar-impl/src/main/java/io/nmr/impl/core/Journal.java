package io.nmr.impl.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.nmr.Blocker;
import io.nmr.DetachedException;
import io.nmr.NoInterfaceException;
import io.nmr.Side;
import io.nmr.runtime.AbandonedDTO;
import io.nmr.runtime.CountsDTO;
import io.nmr.runtime.DeclineDTO;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What has happened: logs it, counts it, and keeps the latest declines and abandons. */
final class Journal {
  private static final int HISTORY = 256;

  private final RegistrarLog log;
  private final LongAdder changes = new LongAdder();
  private final LongAdder registrations = new LongAdder();
  private final LongAdder attached = new LongAdder();
  private final LongAdder declined = new LongAdder();
  private final LongAdder detached = new LongAdder();
  private final LongAdder abandoned = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failedCallbacks = new LongAdder();
  private final LongAdder failedLogs = new LongAdder();

  @GuardedBy("declines")
  private final Deque<DeclineDTO> declines = new ArrayDeque<>();

  @GuardedBy("abandons")
  private final Deque<AbandonedDTO> abandons = new ArrayDeque<>();

  Journal(RegistrarLog log) {
    this.log = log;
  }

  void log(Level level, String message) {
    log(level, message, null);
  }

  /** A log that fails must not stop the protocol half-way. */
  private void log(Level level, String message, @Nullable Throwable thrown) {
    try {
      log.log(level, message, thrown);
    } catch (Throwable failed) {
      failedLogs.increment();
    }
  }

  /** What happens all the time; the message is made only if it goes anywhere. */
  private void debug(Supplier<String> message) {
    boolean isLogged;
    try {
      isLogged = log.isLogged(Level.DEBUG);
    } catch (Throwable failed) {
      failedLogs.increment();
      return;
    }
    if (isLogged) {
      log(Level.DEBUG, message.get(), null);
    }
  }

  /** A module's own exception may fail even to say what it is. */
  static String describe(Throwable thrown) {
    try {
      return thrown.toString();
    } catch (Throwable failed) {
      return thrown.getClass().getName();
    }
  }

  void changed() {
    changes.increment();
  }

  void registered(CoreRegistration registration) {
    registrations.increment();
    changed();
    debug(() -> "registered " + registration + " for " + registration.owner.name());
  }

  void deregistered(CoreRegistration registration) {
    changed();
    debug(() -> "deregistered " + registration);
  }

  void attached(CoreBinding binding) {
    attached.increment();
    changed();
    debug(() -> "attached " + binding);
  }

  void gone(CoreBinding binding) {
    changed();
    if (binding.wasBound()) {
      detached.increment();
      debug(() -> "detached " + binding);
    }
  }

  /** A call was refused; the exception to throw at the caller. */
  DetachedException refused(BindingHandle handle, Side caller) {
    refused.increment();
    return new DetachedException(
        handle,
        handle
            + " is detached"
            + handle.detachCause().map(why -> " (" + why + ")").orElse("")
            + ": the call by the "
            + caller
            + " was refused before it began");
  }

  void declined(CoreBinding binding, Side by, @Nullable String reason) {
    declined.increment();
    changed();
    DeclineDTO decline =
        new DeclineDTO(
            Instant.now(),
            binding.npi().id(),
            binding.client.registration.instance().toString(),
            binding.provider.registration.instance().toString(),
            by,
            String.valueOf(reason));
    synchronized (declines) {
      keep(declines, decline);
    }
    debug(() -> "the " + by + " declined in " + binding + ": " + reason);
  }

  /** The client has returned without attaching, or thrown instead. */
  void declinedByClient(CoreBinding binding, @Nullable Throwable thrown) {
    if (thrown == null) {
      declined(binding, Side.CLIENT, "returned without attaching");
    } else if (thrown instanceof NoInterfaceException) {
      declined(binding, Side.CLIENT, reasonOf(thrown));
    } else {
      callbackFailed(binding.client, "attachProvider", thrown);
      declined(binding, Side.CLIENT, "failed: " + describe(thrown));
    }
  }

  static @Nullable String reasonOf(Throwable thrown) {
    try {
      return thrown.getMessage();
    } catch (Throwable failed) {
      return thrown.getClass().getName();
    }
  }

  void attachFailed(CoreBinding binding, Throwable thrown) {
    callbackFailed(binding.client, "attachProvider, after its attach had succeeded,", thrown);
  }

  void callbackFailed(Half half, String callback, Throwable thrown) {
    failedCallbacks.increment();
    changed();
    log(
        Level.WARNING,
        half.registration
            + ": "
            + callback
            + " of "
            + half.binding
            + " failed and is taken as done: "
            + describe(thrown),
        thrown);
  }

  void abandoned(CoreBinding binding, List<Blocker> leftBehind) {
    abandoned.increment();
    changed();
    AbandonedDTO record =
        new AbandonedDTO(
            Instant.now(),
            binding.id,
            binding.npi().id(),
            binding.client.registration.instance().toString(),
            binding.provider.registration.instance().toString(),
            leftBehind.stream().map(Blocker::toString).toList());
    synchronized (abandons) {
      keep(abandons, record);
    }
    log(Level.WARNING, "abandoned " + binding + ", left behind: " + record.leftBehind());
  }

  private static <T> void keep(Deque<T> history, T entry) {
    history.addLast(entry);
    if (history.size() > HISTORY) {
      history.removeFirst();
    }
  }

  List<DeclineDTO> declines() {
    synchronized (declines) {
      return List.copyOf(declines);
    }
  }

  List<AbandonedDTO> abandons() {
    synchronized (abandons) {
      return List.copyOf(abandons);
    }
  }

  CountsDTO counts() {
    return new CountsDTO(
        changes.sum(),
        registrations.sum(),
        attached.sum(),
        declined.sum(),
        detached.sum(),
        abandoned.sum(),
        refused.sum(),
        failedCallbacks.sum());
  }
}
