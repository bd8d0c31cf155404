package io.nmr.shell;

import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.text.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:graph}. */
final class Graph extends Command {
  private final Runtimes runtimes;

  Graph(Runtimes runtimes) {
    this.runtimes = runtimes;
  }

  @Descriptor(
      "draws who is attached to whom: for each NPI its providers, and below each its clients with"
          + " the binding's id; or the same for Graphviz or Mermaid")
  public Object graph(
      CommandSession session,
      @Descriptor("as a graph for Graphviz, from client to provider")
          @Parameter(names = "--dot", presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean dot,
      @Descriptor("as a flow chart for Mermaid, from client to provider")
          @Parameter(names = "--mermaid", presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean mermaid,
      @Completed(Completed.Kind.FILE)
          @Descriptor("FILE: into this file, in the place of what it has")
          @Parameter(names = "--out", absentValue = "")
          String out,
      @Descriptor(Options.NOTHING) String... words)
      throws IOException {
    Words.of("graph", words);
    if (dot && mermaid) {
      throw new CommandException("nmr:graph draws --dot or --mermaid, not both");
    }
    RegistrarRuntime runtime = runtimes.get();
    GraphText text = new GraphText(runtime.registrations(), runtime.bindings());
    if (out.isEmpty()) {
      Screen screen = Screen.of(session);
      return dot ? text.dot() : mermaid ? text.mermaid() : text.tree(screen);
    }
    String drawn = dot ? text.dot() : mermaid ? text.mermaid() : text.tree(Screen.PLAIN);
    Path file = Words.file(session.currentDir(), out);
    try {
      Files.writeString(file, drawn + "\n");
    } catch (IOException failed) {
      throw new CommandException("cannot write " + file + ": " + failed);
    }
    return "Drawn into " + file + ".";
  }
}
