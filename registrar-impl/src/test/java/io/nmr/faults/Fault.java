package io.nmr.faults;

import java.io.IOException;
import java.util.function.Supplier;

/** What the code of a module does that it should not, or need not, do. */
public enum Fault {
  /** Throws {@code NoInterfaceException}: declines, where it may. */
  DECLINES(Group.THROWS),
  /** The same, by one whose reason cannot be had. */
  DECLINES_UNPRINTABLY(Group.THROWS),
  THROWS_CHECKED(() -> new IOException("checked")),
  THROWS_UNCHECKED(() -> new IllegalArgumentException("unchecked")),
  THROWS_STACK_OVERFLOW(() -> new StackOverflowError("overflow")),
  THROWS_OUT_OF_MEMORY(() -> new OutOfMemoryError("memory")),
  THROWS_NO_CLASS(() -> new NoClassDefFoundError("no/such/Class")),
  THROWS_THREAD_DEATH(Fault::threadDeath),
  /** What fails once more when it is to be logged. */
  THROWS_UNPRINTABLE(Unprintable::new),
  /** Runs out of stack. */
  OVERFLOWS(Group.THROWS),

  RETURNS_NULL(Group.RESULT),
  COMPLETES_LATE(Group.STAGE),
  COMPLETES_TWICE(Group.STAGE),
  COMPLETES_EXCEPTIONALLY(Group.STAGE),
  COMPLETES_ON_ANOTHER_THREAD(Group.STAGE),
  /** Returns a stage that throws at whoever wants to depend on it. */
  RETURNS_BROKEN_STAGE(Group.STAGE),

  /** Until the test lets it go on. */
  HANGS(Group.THREAD),
  INTERRUPTS_ITSELF(Group.THREAD),

  /** Once more, in the same role. */
  REGISTERS(Group.REGISTRAR),
  /** In the other role, too: it is offered itself. */
  REGISTERS_OPPOSITE(Group.REGISTRAR),
  DEREGISTERS_ITSELF(Group.REGISTRAR),
  DEREGISTERS_ITS_PEER(Group.REGISTRAR),
  /** Waits for what cannot end before it returns (R19). */
  AWAITS_ITSELF(Group.REGISTRAR),
  AWAITS_ITS_PEER(Group.REGISTRAR),

  CALLS_ITS_PEER(Group.CALLS),
  /** On another thread, for which it waits. */
  CALLS_ITS_PEER_ELSEWHERE(Group.CALLS),
  CALLS_ITS_PEER_ASYNC(Group.CALLS),
  /** Back and forth until the stack is full. */
  RECURSES_THROUGH_ITS_PEER(Group.CALLS),

  STOPS_ITSELF(Group.STOPS),
  STOPS_ITS_PEER(Group.STOPS),
  UNINSTALLS_ITSELF(Group.BUNDLES),
  UNINSTALLS_ITS_PEER(Group.BUNDLES),
  UPDATES_ITSELF(Group.BUNDLES),
  UPDATES_ITS_PEER(Group.BUNDLES),
  REFRESHES_ITSELF(Group.BUNDLES),
  REFRESHES_ITS_PEER(Group.BUNDLES);

  /** What faults have in common. */
  public enum Group {
    THROWS,
    RESULT,
    STAGE,
    THREAD,
    REGISTRAR,
    CALLS,
    /** Needs modules; these may be bundles. */
    STOPS,
    /** Needs bundles. */
    BUNDLES
  }

  public final Group group;
  private final Supplier<Throwable> thrown;

  Fault(Group group) {
    this.group = group;
    this.thrown = () -> null;
  }

  Fault(Supplier<Throwable> thrown) {
    this.group = Group.THROWS;
    this.thrown = thrown;
  }

  /** What is to be thrown; null if it is no such fault, or there is no such thing on this JDK. */
  public Throwable thrown() {
    return thrown.get();
  }

  /** Whether it declines, where it may. */
  public boolean isDecline() {
    return this == DECLINES || this == DECLINES_UNPRINTABLY;
  }

  /** Whether what it does it does to its peer, not to itself. */
  public boolean isDoneToPeer() {
    return name().endsWith("_ITS_PEER") && group != Group.CALLS;
  }

  /** Whether nothing of it goes on when the code has returned. */
  public boolean isOverAtOnce() {
    return group == Group.THROWS
        || group == Group.RESULT
        || group == Group.CALLS
        || this == INTERRUPTS_ITSELF;
  }

  private static final class Unprintable extends RuntimeException {
    @Override
    public String getMessage() {
      throw new NoClassDefFoundError("of a module that is unloaded");
    }
  }

  private static Throwable threadDeath() {
    try { // by name: it is deprecated, and goes
      return (Throwable) Class.forName("java.lang.ThreadDeath").getConstructor().newInstance();
    } catch (ReflectiveOperationException gone) {
      return null;
    }
  }
}
