package io.nmr.impl.journal;

import io.nmr.Binding;
import io.nmr.Side;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.runtime.RuntimeEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the events that the listeners receive. */
final class Events {
  private Events() {}

  static RuntimeEvent of(Kind kind, Registrant registrant, @Nullable Duration took) {
    String instance = registrant.instance().toString();
    boolean isClient = registrant.side() == Side.CLIENT;
    return new RuntimeEvent(
        Instant.now(),
        kind,
        registrant.instance().npi().id(),
        0,
        isClient ? instance : "",
        isClient ? "" : instance,
        Optional.of(registrant.side()),
        registrant.bundle(),
        Optional.ofNullable(took),
        "");
  }

  /** Makes an event; it names a side if it concerns one side more than the other. */
  static RuntimeEvent of(Kind kind, Binding binding, @Nullable Registrant whose, String detail) {
    return of(kind, binding, whose, null, detail);
  }

  static RuntimeEvent detached(Binding binding, Duration took) {
    return of(Kind.DETACHED, binding, null, took, causeOf(binding));
  }

  /** The cause of the detach in words; empty where there is none. */
  static String causeOf(Binding binding) {
    return binding.detachCause().map(Enum::name).orElse("");
  }

  private static RuntimeEvent of(
      Kind kind,
      Binding binding,
      @Nullable Registrant whose,
      @Nullable Duration took,
      String detail) {
    return new RuntimeEvent(
        Instant.now(),
        kind,
        binding.npi().id(),
        binding.id(),
        binding.client().toString(),
        binding.provider().toString(),
        Optional.ofNullable(whose).map(Registrant::side),
        whose == null ? "" : whose.bundle(),
        Optional.ofNullable(took),
        detail);
  }

  static RuntimeEvent ofHold(Kind kind, String module, @Nullable Duration held, String detail) {
    return new RuntimeEvent(
        Instant.now(),
        kind,
        "",
        0,
        "",
        "",
        Optional.empty(),
        module,
        Optional.ofNullable(held),
        detail);
  }
}
