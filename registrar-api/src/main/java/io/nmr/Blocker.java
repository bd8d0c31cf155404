package io.nmr;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One call, callback or detach stage that a deregistration waits for. Immutable; any thread.
 *
 * @param binding the binding that it is part of
 * @param side the side that makes the call, or that the callback or stage belongs to
 * @param reason what is waited for
 * @param thread the name of the thread that is inside the call or callback; empty if there is none
 * @param executing that thread's stack, innermost frame first; empty if there is no such thread
 */
public record Blocker(
    Binding binding,
    Side side,
    Reason reason,
    Optional<String> thread,
    List<StackTraceElement> executing) {

  /** The kinds of things that a deregistration waits for. */
  public enum Reason {
    /** A side is still in its attach callback. */
    ATTACHING,
    /** A call of this side into its peer. */
    CALL,
    /**
     * A call of this side that was entered by hand ({@link Guard#enter}) and has not left. The
     * thread is the one that entered the call; another thread may go on with it.
     */
    CALL_BY_HAND,
    /** An asynchronous call of this side, whose stage has not completed. */
    ASYNC_CALL,
    /** This side's {@code detach()} has yet to be called or has not returned. */
    DETACHING,
    /** The stage that this side's {@code detach()} returned has not completed. */
    DETACH_PENDING,
    /** This side's {@code cleanup()} has yet to be called or has not returned. */
    CLEANING_UP
  }

  /**
   * Makes a blocker, whose frames are kept as text without their classes.
   *
   * @param binding the binding
   * @param side the side that is waited for
   * @param reason what is waited for
   * @param thread the name of the thread that is inside
   * @param executing that thread's stack
   */
  public Blocker {
    Objects.requireNonNull(binding, "binding");
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(thread, "thread");
    executing = executing.stream().map(Blocker::textOf).toList();
  }

  /**
   * A copy of the frame that does not refer to its class. On JDK 17 a frame of another thread's
   * stack does, and a blocker is kept longer than the module whose code it shows.
   */
  private static StackTraceElement textOf(StackTraceElement frame) {
    return new StackTraceElement(
        frame.getClassLoaderName(),
        frame.getModuleName(),
        frame.getModuleVersion(),
        frame.getClassName(),
        frame.getMethodName(),
        frame.getFileName(),
        frame.getLineNumber());
  }

  /** {@return the registration of the side that is waited for} */
  public RegistrationInstance module() {
    return side == Side.CLIENT ? binding.client() : binding.provider();
  }

  /** One line that says what is waited for, as in the log. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        switch (reason) {
          case ATTACHING -> "attach callback of " + module();
          case CALL -> "call by " + module();
          case CALL_BY_HAND -> "call entered by hand by " + module();
          case ASYNC_CALL -> "asynchronous call by " + module();
          case DETACHING -> "detach callback of " + module();
          case DETACH_PENDING -> "pending detach of " + module();
          case CLEANING_UP -> "cleanup callback of " + module();
        });
    text.append(isCall() ? " into " : " from ")
        .append(side == Side.CLIENT ? binding.provider() : binding.client())
        .append(" (binding ")
        .append(binding.id())
        .append(", ")
        .append(binding.npi().id())
        .append(')');
    String on = reason == Reason.CALL_BY_HAND ? " entered on thread '" : " on thread '";
    thread.ifPresent(name -> text.append(on).append(name).append('\''));
    executing.stream()
        .filter(Blocker::isOfModule)
        .findFirst()
        .or(() -> executing.stream().findFirst())
        .ifPresent(frame -> text.append(" in ").append(frame));
    return text.toString();
  }

  private boolean isCall() {
    return switch (reason) {
      case CALL, CALL_BY_HAND, ASYNC_CALL -> true;
      default -> false;
    };
  }

  /**
   * Packages whose frames do not show what a module is doing: those of the JDK, in which a thread
   * is parked; of the registrar, through which the thread has called; and of the framework, which
   * has called the thread's code or which that code has called to stop a bundle. The first frame of
   * any other package is the module's own, or that of a library that it uses.
   */
  private static final List<String> NOT_OF_A_MODULE =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "io.nmr.guarded.",
          "io.nmr.impl.",
          "io.nmr.local.",
          "io.nmr.util.",
          "org.osgi.framework.",
          "org.osgi.util.tracker.",
          "org.apache.felix.framework.",
          "org.eclipse.osgi.",
          "org.eclipse.core.runtime.internal.adaptor.");

  private static boolean isOfModule(StackTraceElement frame) {
    String name = frame.getClassName();
    return NOT_OF_A_MODULE.stream().noneMatch(name::startsWith) && !isOfApi(name);
  }

  /** The package {@code io.nmr} itself; of its sub-packages only those listed above are skipped. */
  private static boolean isOfApi(String name) {
    return name.startsWith("io.nmr.") && name.indexOf('.', "io.nmr.".length()) < 0;
  }
}
