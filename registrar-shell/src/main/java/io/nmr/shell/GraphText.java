package io.nmr.shell;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import io.nmr.Side;
import io.nmr.runtime.BindingDTO;
import io.nmr.runtime.RegistrationDTO;
import io.nmr.shell.result.Reachable;
import io.nmr.shell.result.Shown;
import io.nmr.shell.text.Cell;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The attachments as a drawing.
 *
 * @param registrations all
 * @param bindings all
 */
public record GraphText(List<RegistrationDTO> registrations, List<BindingDTO> bindings)
    implements Shown {
  /** So that one drawing can be compared with another; the order of the start says little. */
  private static final Comparator<RegistrationDTO> BY_NAME =
      comparing(RegistrationDTO::module).thenComparingLong(RegistrationDTO::id);

  public GraphText {
    registrations = Reachable.list(registrations);
    bindings = Reachable.list(bindings);
  }

  /** As a tree: NPIs, their providers, and the clients of these. */
  @Override
  public String show(Screen screen) {
    if (registrations.isEmpty()) {
      return "No module is registered.";
    }
    Map<Long, List<BindingDTO>> byProvider =
        bindings.stream().collect(groupingBy(it -> it.provider().id()));
    Set<Long> bound = bindings.stream().map(it -> it.client().id()).collect(toSet());
    return registrations.stream()
        .collect(groupingBy(RegistrationDTO::npi, TreeMap::new, toList()))
        .entrySet()
        .stream()
        .map(it -> tree(it.getKey(), it.getValue(), byProvider, bound, screen).draw(screen))
        .collect(joining("\n"));
  }

  /** Of one NPI's registrations. */
  private static Tree tree(
      String npi,
      List<RegistrationDTO> registrations,
      Map<Long, List<BindingDTO>> byProvider,
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
            .map(it -> Tree.leaf(Plain.of(Describing.name(it))))
            .toList();
    if (!alone.isEmpty()) {
      tree.children.add(new Tree(screen.styled(Style.FAINT, "(no provider)"), alone));
    }
    return tree;
  }

  private static Tree provider(RegistrationDTO provider, List<BindingDTO> bindings, Screen screen) {
    List<Tree> clients =
        bindings.stream()
            .sorted(comparing(BindingDTO::client, BY_NAME))
            .map(it -> Tree.leaf(client(it, screen)))
            .toList();
    return new Tree(
        Plain.of(Describing.name(provider)) + (clients.isEmpty() ? " (no client)" : ""), clients);
  }

  private static String client(BindingDTO binding, Screen screen) {
    int calls = binding.clientCalls() + binding.providerCalls();
    Cell state = Describing.state(binding);
    return "%d %s%s%s"
        .formatted(
            binding.id(),
            Plain.of(Describing.name(binding.client())),
            binding.state().equals("ATTACHED")
                ? ""
                : " " + screen.styled(state.style(), state.text()),
            calls == 0 ? "" : calls == 1 ? ", 1 call" : ", " + calls + " calls");
  }

  /** For Graphviz. */
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
                                nodes.get(Describing.name(it.client())),
                                nodes.get(Describing.name(it.provider())),
                                quoted(label(it)))),
            Stream.of("}"))
        .flatMap(lines -> lines)
        .collect(joining("\n"));
  }

  private static String quoted(String text) {
    return '"' + Plain.of(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** For Mermaid. */
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
                                nodes.get(Describing.name(it.client())),
                                entities(label(it)),
                                nodes.get(Describing.name(it.provider())))))
        .flatMap(lines -> lines)
        .collect(joining("\n"));
  }

  /** Mermaid's own escapes, for all that might mean something to it or to HTML. */
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

  private static String label(BindingDTO binding) {
    String state = binding.state().equals("ATTACHED") ? "" : ", " + binding.state();
    return binding.npi() + ", " + binding.id() + state;
  }

  /** A name for each module, which stands for it in the drawing. */
  private Map<String, String> nodes() {
    Map<String, String> nodes = new LinkedHashMap<>();
    Stream.concat(
            registrations.stream(),
            bindings.stream().flatMap(it -> Stream.of(it.client(), it.provider())))
        .forEach(it -> nodes.putIfAbsent(Describing.name(it), "m" + (nodes.size() + 1)));
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
