package io.nmr.shell;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import io.nmr.Side;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.CommandResult;
import io.nmr.shell.result.PublicCopy;
import io.nmr.shell.text.Json;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Screen.Style;
import io.nmr.shell.text.Table.Cell;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The command {@code nmr:graph}. */
final class GraphCommand extends Command {
  private final CurrentRegistrar runtimes;

  GraphCommand(CurrentRegistrar runtimes) {
    this.runtimes = runtimes;
  }

  @Descriptor(
      "draws who is attached to whom: for each NPI its providers, and below each its clients with"
          + " the binding's id; or the same for Graphviz or Mermaid")
  public Object graph(
      CommandSession session,
      @Descriptor("as a graph for Graphviz, from client to provider")
          @Parameter(names = "--dot", presentValue = TRUE, absentValue = FALSE)
          boolean dot,
      @Descriptor("as a flow chart for Mermaid, from client to provider")
          @Parameter(names = "--mermaid", presentValue = TRUE, absentValue = FALSE)
          boolean mermaid,
      @Descriptor("the registrations and bindings as JSON, for scripts")
          @Parameter(names = JSON, presentValue = TRUE, absentValue = FALSE)
          boolean json,
      @Completes(Completes.Kind.NPI) @Descriptor(NPI_TEXT) @Parameter(names = NPI, absentValue = "")
          String npi,
      @Completes(Completes.Kind.FILE)
          @Descriptor("FILE: into this file, in the place of what it has")
          @Parameter(names = "--out", absentValue = "")
          String out,
      @Descriptor(NOTHING) String... words) {
    CommandLine.words("graph", words);
    if (Stream.of(dot, mermaid, json).filter(it -> it).count() > 1) {
      throw new CommandException("nmr:graph draws --dot, --mermaid or --json, one of them");
    }
    RegistrarRuntime runtime = runtimes.get();
    Filter only = new Filter(npi, Optional.empty()).ofKnownNpi(runtime);
    Drawing graph =
        new Drawing(
            runtime.registrations().stream().filter(only::matches).toList(),
            runtime.bindings().stream().filter(only::matches).toList());
    if (out.isEmpty()) {
      return dot || mermaid
          ? CommandResult.text(dot ? graph.dot() : graph.mermaid())
          : CommandResult.of(graph, json);
    }
    String plain = json ? Json.of(graph) : graph.show(Screen.PLAIN);
    String drawn = dot ? graph.dot() : mermaid ? graph.mermaid() : plain;
    Path file = CommandLine.file(session.currentDir(), out);
    try {
      Files.writeString(file, drawn + "\n");
    } catch (IOException failed) {
      throw new CommandException("cannot write " + file + ": " + reason(failed));
    }
    return CommandResult.text("Drawn into " + file + ".");
  }

  /**
   * Says for people why a file cannot be read or written: the message of some exceptions is only a
   * path.
   */
  private static String reason(IOException failed) {
    if (failed instanceof NoSuchFileException) {
      return "there is no such folder";
    } else if (failed instanceof AccessDeniedException) {
      return "it is not permitted";
    } else if (failed instanceof FileSystemException why && why.getReason() != null) {
      return why.getReason();
    }
    return String.valueOf(failed.getMessage());
  }

  /**
   * The attachments as a drawing.
   *
   * @param registrations all registrations
   * @param bindings all bindings
   */
  public record Drawing(List<RegistrationSnapshot> registrations, List<BindingSnapshot> bindings)
      implements CommandResult {
    /** A fixed order, so that two drawings can be compared; the order of the start says little. */
    private static final Comparator<RegistrationSnapshot> BY_NAME =
        comparing(RegistrationSnapshot::module).thenComparingLong(RegistrationSnapshot::id);

    public Drawing {
      registrations = PublicCopy.list(registrations);
      bindings = PublicCopy.list(bindings);
    }

    /** Draws a tree: NPIs, the providers of each NPI, and the clients of each provider. */
    @Override
    public String show(Screen screen) {
      if (registrations.isEmpty()) {
        return "No module is registered.";
      }
      Map<Long, List<BindingSnapshot>> byProvider =
          bindings.stream().collect(groupingBy(it -> it.provider().id()));
      Set<Long> bound = bindings.stream().map(it -> it.client().id()).collect(toSet());
      return registrations.stream()
          .collect(groupingBy(RegistrationSnapshot::npi, TreeMap::new, toList()))
          .entrySet()
          .stream()
          .map(it -> tree(it.getKey(), it.getValue(), byProvider, bound, screen).draw(screen))
          .collect(joining("\n"));
    }

    /** Draws the registrations of one NPI. */
    private static Tree tree(
        String npi,
        List<RegistrationSnapshot> registrations,
        Map<Long, List<BindingSnapshot>> byProvider,
        Set<Long> bound,
        Screen screen) {
      Tree tree = new Tree(screen.styled(Style.HEADING, Plain.of(npi)), new ArrayList<>());
      registrations.stream()
          .filter(it -> it.side() == Side.PROVIDER)
          .sorted(BY_NAME)
          .forEach(
              it ->
                  tree.children.add(
                      provider(it, byProvider.getOrDefault(it.id(), List.of()), screen)));
      List<Tree> alone =
          registrations.stream()
              .filter(it -> it.side() == Side.CLIENT && !bound.contains(it.id()))
              .sorted(BY_NAME)
              .map(it -> Tree.leaf(Plain.of(Wording.name(it))))
              .toList();
      if (!alone.isEmpty()) {
        tree.children.add(new Tree(screen.styled(Style.FAINT, "(no provider)"), alone));
      }
      return tree;
    }

    private static Tree provider(
        RegistrationSnapshot provider, List<BindingSnapshot> bindings, Screen screen) {
      List<Tree> clients =
          bindings.stream()
              .sorted(comparing(BindingSnapshot::client, BY_NAME))
              .map(it -> Tree.leaf(client(it, screen)))
              .toList();
      return new Tree(
          Plain.of(Wording.name(provider)) + (clients.isEmpty() ? " (no client)" : ""), clients);
    }

    private static String client(BindingSnapshot binding, Screen screen) {
      int calls = binding.clientCalls() + binding.providerCalls();
      Cell state = Wording.state(binding);
      return "%d %s%s%s"
          .formatted(
              binding.id(),
              Plain.of(Wording.name(binding.client())),
              binding.state().equals("ATTACHED")
                  ? ""
                  : " " + screen.styled(state.style(), state.text()),
              calls == 0 ? "" : calls == 1 ? ", 1 call" : ", " + calls + " calls");
    }

    /** The drawing in the language of Graphviz. */
    String dot() {
      Map<String, String> nodes = nodes();
      return Stream.of(
              Stream.of("digraph nmr {", "  rankdir=LR;", "  node [shape=box];"),
              nodes.entrySet().stream()
                  .map(it -> "  %s [label=%s];".formatted(it.getValue(), quoted(it.getKey()))),
              bindings.stream()
                  .map(
                      it ->
                          "  %s -> %s [label=%s];"
                              .formatted(
                                  nodes.get(Wording.name(it.client())),
                                  nodes.get(Wording.name(it.provider())),
                                  quoted(label(it)))),
              Stream.of("}"))
          .flatMap(lines -> lines)
          .collect(joining("\n"));
    }

    private static String quoted(String text) {
      return '"' + Plain.of(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The drawing in the language of Mermaid. */
    String mermaid() {
      Map<String, String> nodes = nodes();
      return Stream.of(
              Stream.of("flowchart LR"),
              nodes.entrySet().stream()
                  .map(it -> "  %s[\"%s\"]".formatted(it.getValue(), entities(it.getKey()))),
              bindings.stream()
                  .map(
                      it ->
                          "  %s -->|\"%s\"| %s"
                              .formatted(
                                  nodes.get(Wording.name(it.client())),
                                  entities(label(it)),
                                  nodes.get(Wording.name(it.provider())))))
          .flatMap(lines -> lines)
          .collect(joining("\n"));
    }

    /** Escapes for Mermaid all characters that might mean something to Mermaid or to HTML. */
    private static String entities(String text) {
      StringBuilder safe = new StringBuilder();
      Plain.of(text)
          .codePoints()
          .forEach(
              point -> {
                if (Character.isLetterOrDigit(point) || " ._-,".indexOf(point) >= 0) {
                  safe.appendCodePoint(point);
                } else {
                  safe.append('#').append(point).append(';');
                }
              });
      return safe.toString();
    }

    private static String label(BindingSnapshot binding) {
      String state = binding.state().equals("ATTACHED") ? "" : ", " + binding.state();
      return binding.npi() + ", " + binding.id() + state;
    }

    /** A name for each module, which stands for the module in the drawing. */
    private Map<String, String> nodes() {
      Map<String, String> nodes = new LinkedHashMap<>();
      Stream.concat(
              registrations.stream(),
              bindings.stream().flatMap(it -> Stream.of(it.client(), it.provider())))
          .forEach(it -> nodes.putIfAbsent(Wording.name(it), "m" + (nodes.size() + 1)));
      return nodes;
    }

    private record Tree(String text, List<Tree> children) {
      static Tree leaf(String text) {
        return new Tree(text, List.of());
      }

      String draw(Screen screen) {
        List<String> lines = new ArrayList<>(List.of(text));
        for (int i = 0; i < children.size(); i++) {
          boolean isLast = i == children.size() - 1;
          String first = screen.isUnicode() ? (isLast ? "└─ " : "├─ ") : (isLast ? "`- " : "|- ");
          String next = isLast ? "   " : screen.isUnicode() ? "│  " : "|  ";
          List<String> below = children.get(i).draw(screen).lines().toList();
          lines.add(first + below.get(0));
          below.stream().skip(1).forEach(line -> lines.add(next + line));
        }
        return String.join("\n", lines);
      }
    }
  }
}
