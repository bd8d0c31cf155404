package io.nmr.shell.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.felix.service.command.CommandSession;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * A question to the person at the terminal: "y" or "yes" is a yes, anything else and Ctrl-C a no.
 */
public final class Question {
  private Question() {}

  /**
   * Asks the question on the thread that executes a command of that session. Blocks.
   *
   * @param keyboard the input from which the answer is read where there is no jline
   */
  public static boolean isAgreed(CommandSession session, InputStream keyboard, String question)
      throws IOException {
    String answer = inTerminal(session, question);
    if (answer == null) {
      System.out.print(question);
      System.out.flush();
      answer = line(keyboard);
    }
    String said = answer.strip().toLowerCase(Locale.ROOT);
    return said.equals("y") || said.equals("yes");
  }

  /** Reads a line byte by byte, because the input after the line belongs to the shell. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n' && next != '\r'; next = in.read()) {
      line.append(new String(new byte[] {(byte) next}, StandardCharsets.ISO_8859_1));
    }
    return line.toString();
  }

  private static @Nullable String inTerminal(CommandSession session, String question) {
    try {
      return InTerminal.answer(session, question);
    } catch (NoClassDefFoundError absent) { // an optional import
      return null;
    }
  }

  /** Asks through jline. This is a class of its own, so the JVM loads it only where jline is. */
  private static final class InTerminal {
    private InTerminal() {}

    /** Reads a line as the prompt does; Ctrl-C ends the line. */
    static @Nullable String answer(CommandSession session, String question) {
      if (!(session.get(".terminal") instanceof Terminal terminal)) {
        return null;
      }
      LineReader reader = LineReaderBuilder.builder().terminal(terminal).build();
      TerminalLog above = TerminalLog.of(session);
      above.take(reader);
      try {
        return reader.readLine(question);
      } catch (UserInterruptException | EndOfFileException left) {
        return "";
      } finally {
        above.giveBack(reader);
      }
    }
  }
}
