package io.nmr.log;

import io.nmr.text.Printable;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * A message that a bundle logs. Each bundle lists its messages in an enum {@code LogMessage}, and
 * {@code docs/operations.md} has a row for each of them.
 */
public interface Message {
  /** How important the message is. */
  Level level();

  /** The text, with a name in braces for whatever differs from line to line. */
  String text();

  /**
   * The text with the arguments in the places of the names, in order. The result is printable and
   * one line, whatever the arguments are.
   */
  default String line(@Nullable Object... arguments) {
    String text = text();
    StringBuilder line = new StringBuilder();
    int end = 0;
    for (Object argument : arguments) {
      int brace = text.indexOf('{', end);
      line.append(text, end, brace).append(argument);
      end = text.indexOf('}', brace) + 1;
    }
    return Printable.line(line.append(text, end, text.length()).toString());
  }
}
