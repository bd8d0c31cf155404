package io.nmr.deploy.engine;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.nmr.Side;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.DeclineEntry;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationSnapshot;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The roles that a new bundle must have before the old one may go. A role is a side of an NPI. In
 * each role in which the old bundle is bound, the new one must be bound, too. If the old bundle is
 * not bound at all, the new one need only be registered in the old one's roles.
 */
final class Takeover {
  private static final String ATTACHED = "ATTACHED";

  private record Role(String npi, Side side) {}

  private final Set<Role> bound;
  private final Set<Role> registered;
  private final Set<RegistrationSnapshot> peers = new LinkedHashSet<>();
  private final Instant begin = Instant.now();

  Takeover(RegistrarRuntime runtime, long old) {
    registered = registrations(runtime, old);
    bound = roles(runtime, old);
    peers(runtime, old).forEach(peers::add);
  }

  private static Set<Role> roles(RegistrarRuntime runtime, long bundle) {
    return attached(runtime)
        .flatMap(it -> Stream.of(it.client(), it.provider()))
        .filter(it -> it.ownerId() == bundle)
        .map(it -> new Role(it.npi(), it.side()))
        .collect(toSet());
  }

  private static Stream<BindingSnapshot> attached(RegistrarRuntime runtime) {
    return runtime.bindings().stream().filter(it -> it.state().equals(ATTACHED));
  }

  private static Stream<RegistrationSnapshot> peers(RegistrarRuntime runtime, long bundle) {
    return attached(runtime)
        .flatMap(
            it ->
                it.client().ownerId() == bundle
                    ? Stream.of(it.provider())
                    : it.provider().ownerId() == bundle ? Stream.of(it.client()) : Stream.of())
        .filter(it -> it.ownerId() != bundle);
  }

  boolean isComplete(RegistrarRuntime runtime, long fresh) {
    return missingRoles(runtime, fresh).isEmpty();
  }

  private Set<Role> missingRoles(RegistrarRuntime runtime, long fresh) {
    Set<Role> missing = new LinkedHashSet<>(bound.isEmpty() ? registered : bound);
    missing.removeAll(bound.isEmpty() ? registrations(runtime, fresh) : roles(runtime, fresh));
    return missing;
  }

  private static Set<Role> registrations(RegistrarRuntime runtime, long bundle) {
    return runtime.registrations().stream()
        .filter(it -> it.ownerId() == bundle)
        .map(it -> new Role(it.npi(), it.side()))
        .collect(toSet());
  }

  /** Says in words which roles are missing, and who has declined. */
  String missing(RegistrarRuntime runtime, long fresh) {
    String unbound =
        missingRoles(runtime, fresh).stream()
            .map(it -> "as " + it.side() + " of " + it.npi())
            .sorted()
            .collect(joining(", "));
    String why =
        declines(runtime, fresh)
            .map(it -> it.by() + " " + who(it) + " declined: " + it.reason())
            .collect(joining("; "));
    return unbound + (why.isEmpty() ? "" : " (" + why + ")");
  }

  private static String who(DeclineEntry decline) {
    return decline.by() == Side.CLIENT ? decline.client() : decline.provider();
  }

  /** The declines of the new bundle, or by it. */
  private Stream<DeclineEntry> declines(RegistrarRuntime runtime, long fresh) {
    Set<String> modules =
        runtime.registrations().stream()
            .filter(it -> it.ownerId() == fresh)
            .map(Takeover::instance)
            .collect(toSet());
    return runtime.declines().stream()
        .filter(it -> !it.when().isBefore(begin))
        .filter(it -> modules.contains(it.client()) || modules.contains(it.provider()));
  }

  private static String instance(RegistrationSnapshot registration) {
    return registration.module() + (registration.number() == 0 ? "" : "#" + registration.number());
  }

  /** The peers that the old bundle had and the new one has not got, each in a sentence. */
  List<String> notTakenOver(RegistrarRuntime runtime, long fresh) {
    Set<Long> taken = peers(runtime, fresh).map(RegistrationSnapshot::id).collect(toSet());
    return peers.stream()
        .filter(it -> !taken.contains(it.id()))
        .map(
            it -> it.side() + " " + it.owner() + " of " + it.npi() + " is not bound to the new one")
        .toList();
  }
}
