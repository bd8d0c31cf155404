package io.nmr.shell;

import io.nmr.runtime.RegistrarRuntime;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.Results;
import io.nmr.shell.text.Json;
import io.nmr.shell.text.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
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
      @Descriptor("the registrations and bindings as JSON, for scripts")
          @Parameter(names = Options.JSON, presentValue = Options.TRUE, absentValue = Options.FALSE)
          boolean json,
      @Completed(Completed.Kind.NPI)
          @Descriptor(Options.NPI_TEXT)
          @Parameter(names = Options.NPI, absentValue = "")
          String npi,
      @Completed(Completed.Kind.FILE)
          @Descriptor("FILE: into this file, in the place of what it has")
          @Parameter(names = "--out", absentValue = "")
          String out,
      @Descriptor(Options.NOTHING) String... words) {
    Words.of("graph", words);
    if (Stream.of(dot, mermaid, json).filter(it -> it).count() > 1) {
      throw new CommandException("nmr:graph draws --dot, --mermaid or --json, one of them");
    }
    RegistrarRuntime runtime = runtimes.get();
    Only only = new Only(npi, Optional.empty()).ofKnownNpi(runtime);
    GraphText graph =
        new GraphText(
            runtime.registrations().stream().filter(only::matches).toList(),
            runtime.bindings().stream().filter(only::matches).toList());
    if (out.isEmpty()) {
      return dot || mermaid
          ? Results.text(dot ? graph.dot() : graph.mermaid())
          : Results.of(graph, json);
    }
    String plain = json ? Json.of(graph) : graph.show(Screen.PLAIN);
    String drawn = dot ? graph.dot() : mermaid ? graph.mermaid() : plain;
    Path file = Words.file(session.currentDir(), out);
    try {
      Files.writeString(file, drawn + "\n");
    } catch (IOException failed) {
      throw new CommandException("cannot write " + file + ": " + Words.reason(failed));
    }
    return Results.text("Drawn into " + file + ".");
  }
}
