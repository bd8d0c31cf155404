package io.nmr.shell.result;

import io.nmr.Blocker;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Tells Gogo how the results of the commands look at the prompt, where Gogo prints a command's
 * result, and in a pipe. Called on any thread of a session.
 */
public final class ResultFormat implements Converter {
  /** Returns null, because nothing is converted into one of our results. */
  @Override
  public @Nullable Object convert(Class<?> desiredType, Object in) {
    return null;
  }

  /**
   * The text of one of our results; null for any other object, which makes Gogo ask another
   * converter.
   */
  @Override
  public @Nullable CharSequence format(Object target, int level, Converter escape) {
    if (target instanceof CommandResult shown) {
      return shown.show(escape instanceof CommandSession it ? Screen.of(it) : Screen.PLAIN);
    }
    boolean isSnapshot =
        target instanceof Blocker
            || (target instanceof Record one && PublicCopy.isSnapshot(one.getClass()));
    return isSnapshot ? Plain.of(target.toString()) : null;
  }
}
