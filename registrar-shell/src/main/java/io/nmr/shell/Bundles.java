package io.nmr.shell;

import io.nmr.shell.result.CommandException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Finds bundles by the words that people use: an id or a symbolic name. */
public final class Bundles {
  private final BundleContext context;

  public Bundles(BundleContext context) {
    this.context = context;
  }

  /**
   * Finds the one bundle that the word means.
   *
   * @throws CommandException if no bundle, or more than one, has that name
   */
  public Bundle find(String word) {
    List<Bundle> found = word.matches("\\d{1,18}") ? withId(word) : named(word);
    if (found.size() == 1) {
      return found.get(0);
    } else if (found.isEmpty()) {
      throw new CommandException("there is no bundle '" + word + "'" + suggestion(word));
    }
    throw new CommandException(
        "'%s' is the name of several bundles; give the id of one: %s"
            .formatted(
                word,
                found.stream()
                    .map(it -> it.getBundleId() + " (" + it.getVersion() + ")")
                    .collect(Collectors.joining(", "))));
  }

  private List<Bundle> withId(String word) {
    return Stream.ofNullable(context.getBundle(Long.parseLong(word))).toList();
  }

  private List<Bundle> named(String name) {
    return all().filter(it -> name.equals(it.getSymbolicName())).toList();
  }

  private String suggestion(String word) {
    String near =
        all()
            .filter(it -> !word.isEmpty() && String.valueOf(it.getSymbolicName()).contains(word))
            .limit(3)
            .map(Bundles::name)
            .collect(Collectors.joining(" or "));
    return near.isEmpty() ? "; lb -s lists them" : "; is it " + near + "?";
  }

  /** The symbolic name of the bundle with that id; empty if there is no such bundle (any more). */
  public String symbolicName(long id) {
    Bundle bundle = context.getBundle(id);
    return bundle == null ? "" : String.valueOf(bundle.getSymbolicName());
  }

  /** The bundle's state in OSGi's words. */
  public String state(long id) {
    Bundle bundle = context.getBundle(id);
    return bundle == null ? "UNINSTALLED" : state(bundle);
  }

  /** The name of a module's owner as the registrar and the log write it. */
  public static String name(Bundle bundle) {
    return Objects.requireNonNullElse(bundle.getSymbolicName(), bundle.getLocation())
        + (" (" + bundle.getBundleId() + ")");
  }

  /** The words that a person can type: the ids of bundles without a unique name, then the names. */
  public List<String> words() {
    List<Bundle> others = all().filter(it -> it.getBundleId() != 0).toList();
    return Stream.concat(
            others.stream()
                .filter(it -> !isNamed(it))
                .map(Bundle::getBundleId)
                .sorted()
                .map(id -> Long.toString(id)),
            others.stream().filter(this::isNamed).map(Bundle::getSymbolicName).sorted())
        .toList();
  }

  private boolean isNamed(Bundle bundle) {
    return bundle.getSymbolicName() != null && named(bundle.getSymbolicName()).size() == 1;
  }

  Stream<Bundle> all() {
    return Arrays.stream(context.getBundles());
  }

  public static String state(Bundle bundle) {
    return switch (bundle.getState()) {
      case Bundle.UNINSTALLED -> "UNINSTALLED";
      case Bundle.INSTALLED -> "INSTALLED";
      case Bundle.RESOLVED -> "RESOLVED";
      case Bundle.STARTING -> "STARTING";
      case Bundle.STOPPING -> "STOPPING";
      default -> "ACTIVE";
    };
  }
}
