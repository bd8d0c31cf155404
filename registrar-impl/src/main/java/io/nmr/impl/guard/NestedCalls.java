package io.nmr.impl.guard;

import io.nmr.Side;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A guarded dispatch that is bound to one call: what is called through it is done for that call. So
 * it is let in while that call is in progress, on whatever thread, though the guard has closed
 * since (R13). The right to nest is the call's; a thread that is inside has it without this.
 *
 * <p>Each call has one of its own, which its caller may hand to any thread. In all else it is the
 * dispatch that it stands for; when its call is over it is no more and no less than that.
 *
 * <h2>Why a call in progress is enough</h2>
 *
 * Whoever asks {@link #isInProgress} does so under the run-down's lock, when all marks have been
 * counted. The call's thread writes that the call is over before it takes the call off the account,
 * and it does that under the same lock. So who reads that the call is in progress still has it on
 * the account: nothing has run down, and nothing is cleaned up.
 */
public abstract class NestedCalls extends GuardedCalls {
  private static final VarHandle IS_OVER = field("isOver", boolean.class);
  private static final VarHandle CALL = field("call", CountedCall.class);

  private final GuardedCalls dispatch;

  /**
   * The call, where it is one that is counted; null where it is a mark of its thread. A release is
   * enough here, too: the call's thread writes it before it takes its mark back, or before it is at
   * the gate.
   */
  private volatile @Nullable CountedCall call;

  /**
   * Whether the call is over. A release is enough: who reads it has passed a barrier, or a lock. A
   * call that throws writes it without one: that needs no frame.
   */
  volatile boolean isOver;

  /** Whether the call came after its side's guard had closed. */
  private boolean isLate;

  /**
   * For a call through that dispatch.
   *
   * @param dispatch the plain one, which keeps the module's dispatch
   */
  protected NestedCalls(GuardedCalls dispatch) {
    super(dispatch);
    this.dispatch = dispatch;
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(NestedCalls.class, name, type);
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("a field of this class", impossible);
    }
  }

  /**
   * Another one of the same class for that dispatch. Generated, so that a compiler sees the class,
   * and a call whose dispatch goes nowhere allocates nothing. No function of an interface can be
   * taken for it: its descriptor names classes that a module cannot see.
   */
  protected abstract NestedCalls another(GuardedCalls plain);

  /** The module's dispatch; null once dropped. */
  public static @Nullable Object target(NestedCalls self) {
    return self.dispatch.target;
  }

  /** The plain dispatch. */
  static Object plain(NestedCalls self) {
    return self.dispatch;
  }

  /**
   * That dispatch for what is done for that call, which was entered by hand.
   *
   * @throws IllegalArgumentException if it is not the guarded dispatch of that binding and side
   */
  @SuppressWarnings("unchecked") // it implements the same interface
  static <D> D in(CountedCall call, RunDown runDown, Side caller, D dispatch) {
    NestedCalls nested = copyOf(prototype(dispatch, runDown, caller));
    nested.call = call;
    return (D) nested;
  }

  /** What copies are made of, for calls through that dispatch. */
  static NestedCalls prototype(@Nullable Object dispatch, RunDown runDown, Side caller) {
    Object plain = dispatch instanceof NestedCalls nested ? nested.dispatch : dispatch;
    if (plain instanceof GuardedCalls guarded && GuardedCalls.isOf(guarded, runDown, caller)) {
      return GuardMaker.nestedIn(guarded);
    }
    throw new IllegalArgumentException(
        "this is not the dispatch that the " + caller + " calls in " + runDown + ": " + dispatch);
  }

  /** One for a call that is about to begin. */
  static NestedCalls copyOf(NestedCalls prototype) {
    return prototype.another(prototype.dispatch);
  }

  /** Whether this stands for calls through that dispatch. */
  @SuppressWarnings("ReferenceEquality") // that very dispatch
  static boolean isFor(@Nullable Object prototype, Object dispatch) {
    return prototype instanceof NestedCalls nested && nested.dispatch == dispatch;
  }

  // ---- the call, told by its thread ----

  /** The call has come in: as a mark or covered at that depth, or else counted. */
  static void begin(NestedCalls self, int depth, @Nullable CountedCall counted) {
    self.isLate = depth == COVERED_LATE;
    if (counted != null) {
      CALL.setRelease(self, counted);
    }
  }

  /** The call goes on as that one. */
  static void goOn(NestedCalls self, CountedCall counted) {
    CALL.setRelease(self, counted);
  }

  /** The call is about to leave its account. */
  static void end(NestedCalls self) {
    IS_OVER.setRelease(self, true);
  }

  // ---- asked under the run-down's lock ----

  final boolean isInProgress() {
    CountedCall counted = call;
    return !isOver && (counted == null || !(counted.hasLeft() || counted.isOver));
  }

  /** Whether the call came before its side's guard closed. */
  final boolean isOlder() {
    CountedCall counted = call;
    return counted == null ? !isLate : !counted.cameAfterClosed;
  }
}
