package io.nmr.shell;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandSession;

/** A session with variables and a folder. */
final class FakeSession {
  final Map<String, Object> variables = new ConcurrentHashMap<>();
  private Path folder = Path.of("").toAbsolutePath();

  /** Of a terminal that is that wide. */
  static FakeSession ofTerminal(int columns) {
    FakeSession session = new FakeSession();
    session.variables.put("TERM", "xterm");
    session.variables.put("COLUMNS", columns);
    return session;
  }

  FakeSession in(Path current) {
    folder = current;
    return this;
  }

  CommandSession asSession() {
    return FakeFramework.proxy(
        CommandSession.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "get" -> variables.get(String.valueOf(arguments[0]));
              case "currentDir" -> folder;
              case "toString" -> "a session";
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }
}
