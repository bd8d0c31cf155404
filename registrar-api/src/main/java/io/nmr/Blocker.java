package io.nmr;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that a deregistration waits for. Immutable; any thread.
 *
 * @param binding the binding that it is part of
 * @param side the side whose doing is waited for: the caller, or whose callback it is
 * @param reason what is waited for
 * @param thread the name of the thread that is inside, where there is one
 * @param executing what that thread executes, innermost frame first; empty where there is none
 */
public record Blocker(
    Binding binding,
    Side side,
    Reason reason,
    Optional<String> thread,
    List<StackTraceElement> executing) {

  /** What is waited for. */
  public enum Reason {
    /** A side is still in its attach callback. */
    ATTACHING,
    /** A call of this side into its peer. */
    CALL,
    /**
     * A call of this side that was entered by hand ({@link Guard#enter}) and has not left. The
     * thread is the one that entered; it may have handed the call on.
     */
    CALL_BY_HAND,
    /** An asynchronous call of this side, whose stage has not completed. */
    ASYNC_CALL,
    /** This side's {@code detach()} is to be called or has not returned. */
    DETACHING,
    /** The stage that this side's {@code detach()} returned has not completed. */
    DETACH_PENDING,
    /** This side's {@code cleanup()} is to be called or has not returned. */
    CLEANING_UP
  }

  public Blocker {
    Objects.requireNonNull(binding, "binding");
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(thread, "thread");
    executing = executing.stream().map(Blocker::textOf).toList();
  }

  /**
   * The same frame without its class: where JDK 17 has taken it from another thread it refers to
   * that, and a blocker is kept beyond the module whose code it shows.
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

  /** The module whose doing is waited for. */
  public RegistrationInstance module() {
    return side == Side.CLIENT ? binding.client() : binding.provider();
  }

  /** One line, as the log has it. */
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
   * Whose code it is not that somebody looks for: the JDK's, in which a thread is parked; the
   * registrar's, through which it has called; the framework's, which has called it or which it has
   * called to stop a bundle. What is left is a module's own line, or that of a library that it
   * uses. A frame has no more than its class's name, so these go by their packages.
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

  /** The API's own package has no others in it but those that are named above. */
  private static boolean isOfApi(String name) {
    return name.startsWith("io.nmr.") && name.indexOf('.', "io.nmr.".length()) < 0;
  }
}
