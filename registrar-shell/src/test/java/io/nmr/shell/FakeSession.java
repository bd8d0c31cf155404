package io.nmr.shell;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandSession;

/** A session with variables and a folder. */
public final class FakeSession {
  public final Map<String, Object> variables = new ConcurrentHashMap<>();
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private Path folder = Path.of("").toAbsolutePath();

  /** A session on a terminal with that many columns. */
  public static FakeSession ofTerminal(int columns) {
    FakeSession session = new FakeSession();
    session.variables.put("TERM", "xterm");
    session.variables.put("COLUMNS", columns);
    return session;
  }

  FakeSession in(Path current) {
    folder = current;
    return this;
  }

  /** The text that was printed on the terminal itself. */
  public String console() {
    return console.toString(StandardCharsets.UTF_8);
  }

  public CommandSession asSession() {
    return FakeFramework.proxy(
        CommandSession.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "get" -> variables.get(String.valueOf(arguments[0]));
              case "put" -> variables.put(String.valueOf(arguments[0]), arguments[1]);
              case "currentDir" -> folder;
              case "getConsole" -> new PrintStream(console, true, StandardCharsets.UTF_8);
              case "toString" -> "a session";
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }
}
