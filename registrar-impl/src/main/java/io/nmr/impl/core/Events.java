package io.nmr.impl.core;

import io.nmr.Side;
import io.nmr.runtime.EventDTO;
import io.nmr.runtime.EventDTO.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has happened, in the words that those who listen are told. */
final class Events {
  private Events() {}

  static EventDTO of(Kind kind, CoreRegistration registration, @Nullable Duration took) {
    String instance = registration.instance().toString();
    boolean isClient = registration.side == Side.CLIENT;
    return new EventDTO(
        Instant.now(),
        kind,
        registration.instance().npi().id(),
        0,
        isClient ? instance : "",
        isClient ? "" : instance,
        Optional.of(registration.side),
        registration.owner.name(),
        Optional.ofNullable(took),
        "");
  }

  static EventDTO of(Kind kind, BindingFacts binding, @Nullable Side side, String detail) {
    return of(kind, binding, side, null, detail);
  }

  static EventDTO detached(BindingFacts binding) {
    return of(Kind.DETACHED, binding, null, binding.detachingFor(), binding.causeText());
  }

  private static EventDTO of(
      Kind kind,
      BindingFacts binding,
      @Nullable Side side,
      @Nullable Duration took,
      String detail) {
    return new EventDTO(
        Instant.now(),
        kind,
        binding.npi().id(),
        binding.id(),
        binding.client.registration.instance().toString(),
        binding.provider.registration.instance().toString(),
        Optional.ofNullable(side),
        side == null ? "" : binding.half(side).registration.owner.name(),
        Optional.ofNullable(took),
        detail);
  }

  static EventDTO ofHold(Kind kind, String module, @Nullable Duration held, String detail) {
    return new EventDTO(
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
