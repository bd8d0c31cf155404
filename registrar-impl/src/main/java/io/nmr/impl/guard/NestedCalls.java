package io.nmr.impl.guard;

import io.nmr.Side;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A guarded dispatch that is bound to one call: calls through it are done for that call. They are
 * let in while that call is in progress, on whatever thread, though the guard has closed since
 * (R13). A thread that is inside a call needs no such dispatch to be let in.
 *
 * <p>Each call has a dispatch of its own, which its caller may hand to any thread. A call through
 * it passes the plain dispatch's guard; when the call that it is bound to is over, it differs in
 * nothing from the plain dispatch. It keeps no more than it needs, since there is one for each
 * call.
 *
 * <h2>Why a call in progress is enough</h2>
 *
 * {@link #isInProgress} is asked at the gate, when all marks have been counted. The call's thread
 * writes that the call is over before it takes the call off the account, at the same gate. So a
 * thread that reads there that the call is in progress finds the call on the account: nothing has
 * run down, and nothing is cleaned up.
 */
public abstract class NestedCalls {
  private static final VarHandle IS_OVER = field("isOver", boolean.class);
  private static final VarHandle CALL = field("call", CountedCall.class);

  private final GuardedCalls dispatch;

  /**
   * The call, if it is counted; null if it is a mark of its thread. It is written by a release,
   * which is enough: the call's thread writes it before it takes its mark back, or before it comes
   * to the gate.
   */
  private volatile @Nullable CountedCall call;

  /**
   * Whether the call is over. It is written by a release, which is enough: a thread that reads it
   * has passed a barrier or the gate. A call that throws writes the field itself, which needs no
   * frame.
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
   * Makes another dispatch of the same class for that plain dispatch. This method is generated, so
   * that the compiler sees the class, and allocates nothing where the dispatch never leaves its
   * call. It cannot be taken for a function of the interface, because its descriptor names classes
   * that a module cannot see.
   */
  protected abstract NestedCalls another(GuardedCalls plain);

  /** The plain dispatch, through whose guard calls of this one go. */
  public static GuardedCalls plain(NestedCalls self) {
    return self.dispatch;
  }

  /**
   * Does the same as {@link GuardedCalls#count(GuardedCalls, long[], CountedCall)} for a call
   * through that dispatch.
   */
  public static void count(NestedCalls self, long[] own, @Nullable CountedCall counted) {
    if (counted != null) {
      GuardedCalls.count(self.dispatch, own, counted, self);
    }
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

  /** The dispatch that is copied for each call through that dispatch. */
  static NestedCalls prototype(@Nullable Object dispatch, RunDown runDown, Side caller) {
    Object plain = dispatch instanceof NestedCalls nested ? nested.dispatch : dispatch;
    if (plain instanceof GuardedCalls guarded && GuardedCalls.isOf(guarded, runDown, caller)) {
      return GuardMaker.nestedIn(guarded);
    }
    throw new IllegalArgumentException(
        "this is not the dispatch that the " + caller + " calls in " + runDown + ": " + dispatch);
  }

  /** Makes the dispatch of a call that is about to begin. */
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
    self.isLate = depth == GuardedCalls.COVERED_LATE;
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

  // ---- asked at the gate ----

  final boolean isInProgress() {
    CountedCall counted = call;
    return !isOver && (counted == null || !(counted.hasLeft() || counted.isOver));
  }

  /** Whether the call came before its side's guard closed. */
  final boolean isOlder() {
    CountedCall counted = call;
    return counted == null ? !isLate : !counted.cameAfterClosed;
  }

  /** What the plain dispatch says of itself. */
  @Override
  public final String toString() {
    return dispatch.toString();
  }

  /** A dispatch is equal to the plain one, and to all others that are bound to calls of that. */
  @Override
  @SuppressWarnings("ReferenceEquality") // the plain dispatch has no other equality
  public final boolean equals(@Nullable Object other) {
    return other == dispatch || isFor(other, dispatch);
  }

  @Override
  public final int hashCode() {
    return dispatch.hashCode();
  }
}
