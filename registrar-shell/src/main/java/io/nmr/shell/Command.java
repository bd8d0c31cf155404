package io.nmr.shell;

import io.nmr.shell.bundle.Failure;
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
 * A command of the shell: the one method that is described, which Gogo's help and the tab key read.
 * Gogo would call it by itself too, but of a line that does not fit it says no more than that it
 * "cannot coerce" it; so it hands its words to this {@code Function}, and {@link Line} reads them.
 */
abstract class Command implements Function {
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

  /** For Gogo, on the thread of a session's pipe. */
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
      return method.invoke(this, Line.of(method).read(session, words));
    } catch (InvocationTargetException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      } else if (failed.getCause() instanceof Error cause) {
        throw cause;
      }
      throw failed;
    }
  }

  /** Also where the line was refused before it was read to its end. */
  private static boolean isForScripts(List<Object> words) {
    return words.stream().anyMatch(it -> Options.JSON.equals(String.valueOf(it)));
  }

  private CommandException forScripts(Exception failed) {
    return CommandException.inJson(
        "nmr:" + method.getName(),
        failed instanceof CommandException refused
            ? String.valueOf(refused.getMessage())
            : Failure.of(failed));
  }
}
