package io.nmr.shell;

import io.nmr.shell.result.CommandException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command of the shell. Its one described method is what Gogo's help and the tab key read. Gogo
 * could call that method by itself; but when a line does not fit, Gogo says no more than that it
 * "cannot coerce" the line. So Gogo hands its words to this {@code Function}, and {@link
 * CommandLine} reads them.
 */
abstract class Command implements Function {
  static final String TRUE = "true";
  static final String FALSE = "false";

  static final String JSON = "--json";
  static final String JSON_TEXT = "as JSON, for scripts";
  static final String NPI = "--npi";
  static final String NPI_TEXT = "NPI: of this one alone";
  static final String BUNDLE = "--bundle";
  static final String BUNDLE_TEXT = "BUNDLE: of this one alone; an id or a symbolic name";
  static final String TIMEOUT = "--timeout";
  static final String ATTACH_TIMEOUT_TEXT =
      "DURATION: how long the new one has to be attached (10s), and then, where this is given, the"
          + " old one to be unloaded; the unload itself goes on";
  static final String END_AS_JSON_TEXT = "the end as JSON, and nothing before it";

  static final String DRY_RUN = "--dry-run";
  static final String DRY_RUN_TEXT = "only says what would happen, and touches nothing";
  static final String STOP_FIRST = "--stop-first";
  static final String STOP_FIRST_TEXT =
      "stops the old one first, updates and starts it: for a while there is none";
  static final String SIDE_BY_SIDE = "--side-by-side";
  static final String SIDE_BY_SIDE_TEXT =
      "fails where the two cannot be there side by side, in place of stopping the old one first";

  static final String NOTHING = "(nothing else)";

  private final Method method;

  Command() {
    List<Method> described = functions(this);
    if (described.size() != 1) {
      throw new IllegalStateException(getClass() + " describes " + described);
    }
    method = described.get(0);
  }

  /** The methods of an object that are commands. */
  static List<Method> functions(Object target) {
    return Arrays.stream(target.getClass().getDeclaredMethods())
        .filter(it -> it.isAnnotationPresent(Descriptor.class))
        .toList();
  }

  /** Executes the command. Gogo calls this method on the thread of a session's pipe. */
  @Override
  public final @Nullable Object execute(CommandSession session, List<Object> words)
      throws Exception {
    try {
      return invoke(session, words);
    } catch (Exception failed) {
      throw isForScripts(words) ? forScripts(failed) : failed;
    }
  }

  private @Nullable Object invoke(CommandSession session, List<Object> words) throws Exception {
    try {
      return method.invoke(this, CommandLine.of(method).read(session, words));
    } catch (InvocationTargetException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      } else if (failed.getCause() instanceof Error cause) {
        throw cause;
      }
      throw failed;
    }
  }

  /**
   * Whether the line asks for JSON; works also for a line that was refused before it was read to
   * its end.
   */
  private static boolean isForScripts(List<Object> words) {
    return words.stream().anyMatch(it -> JSON.equals(String.valueOf(it)));
  }

  private CommandException forScripts(Exception failed) {
    return CommandException.inJson(
        "nmr:" + method.getName(),
        failed instanceof CommandException refused
            ? String.valueOf(refused.getMessage())
            : failure(failed));
  }

  /**
   * The message of the innermost cause, which is the exception that an activator has thrown. Such
   * an exception is a module's object, and its methods may throw; then the text is the name of its
   * class.
   */
  static String failure(Throwable thrown) {
    try {
      return innermost(thrown);
    } catch (Throwable failed) {
      return thrown.getClass().getName();
    }
  }

  @SuppressWarnings("ReferenceEquality") // an exception may name itself as its cause
  private static String innermost(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isEmpty() ? String.valueOf(cause.toString()) : message;
  }
}
