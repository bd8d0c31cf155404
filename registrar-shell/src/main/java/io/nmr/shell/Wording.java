package io.nmr.shell;

import io.nmr.DetachCause;
import io.nmr.runtime.BindingSnapshot;
import io.nmr.runtime.RegistrationSnapshot;
import io.nmr.runtime.RuntimeEvent;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Screen.Style;
import io.nmr.shell.text.Table.Cell;
import io.nmr.text.Durations;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Puts the registrar's snapshots into words and cells, the same ones in every command. */
final class Wording {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  private Wording() {}

  /** The module's name as people know it, with the id that {@code stop} and {@code update} take. */
  static Cell module(RegistrationSnapshot registration) {
    return Cell.of(registration.module(), suffix(registration));
  }

  /** The module's name and id as text that has not been made safe to print. */
  static String name(RegistrationSnapshot registration) {
    return registration.module() + suffix(registration);
  }

  private static String suffix(RegistrationSnapshot registration) {
    return (registration.number() == 0 ? "" : "#" + registration.number())
        + (registration.ownerId() < 0 ? "" : " [" + registration.ownerId() + "]");
  }

  static Cell state(BindingSnapshot binding) {
    Style style =
        switch (binding.state()) {
          case "ATTACHED" -> Style.GOOD;
          case "ABANDONED" -> Style.BAD;
          default -> Style.BUSY;
        };
    return Cell.of(binding.state()).in(style);
  }

  /** The number of calls; a dash for an unguarded binding, whose calls are not counted. */
  static String calls(BindingSnapshot binding, int calls) {
    return binding.isGuarded() ? Integer.toString(calls) : "-";
  }

  static String words(DetachCause cause) {
    return cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String characteristics(RegistrationSnapshot registration) {
    return registration.characteristics().entrySet().stream()
        .map(it -> it.getKey() + "=" + it.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The time of day, with the date where that is not today. */
  static String time(Instant when) {
    ZonedDateTime local = when.atZone(ZoneId.systemDefault());
    boolean isToday = local.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault()));
    return local.format(isToday ? TIME : DAY_AND_TIME);
  }

  /** Describes an event with its time, for a person who watches. */
  static String of(RuntimeEvent event, Screen screen) {
    String kind = "%-15s".formatted(event.kind());
    return screen.styled(Style.FAINT, time(event.when()))
        + " "
        + screen.styled(style(event.kind()), kind)
        + " "
        + facts(event);
  }

  /** Describes an event without its time, which a log adds itself. */
  static String of(RuntimeEvent event) {
    return event.kind() + " " + facts(event);
  }

  private static String facts(RuntimeEvent event) {
    StringJoiner facts = new StringJoiner(", ");
    facts.setEmptyValue("");
    if (event.bindingId() != 0) {
      facts.add("binding " + event.bindingId());
    }
    add(facts, event.npi());
    if (event.client().isEmpty() || event.provider().isEmpty()) {
      add(facts, event.client().isEmpty() ? event.provider() : event.client());
    } else {
      facts.add(event.client() + " with " + event.provider());
    }
    String side = event.side().map(it -> it + " ").orElse("");
    add(facts, event.owner().isEmpty() ? side.strip() : side + event.owner());
    add(facts, event.detail());
    event.duration().ifPresent(it -> facts.add("after " + Durations.show(it)));
    return Plain.of(facts.toString());
  }

  private static void add(StringJoiner facts, String text) {
    if (!text.isEmpty()) {
      facts.add(text);
    }
  }

  private static Style style(RuntimeEvent.Kind kind) {
    return switch (kind) {
      case REGISTERED, ATTACHED -> Style.GOOD;
      case ABANDONED, CALLBACK_FAILED, HOLD_WARNED -> Style.BAD;
      case DECLINED, REFUSED, HOLD_BEGUN, DETACHING, DEREGISTERING -> Style.BUSY;
      case DEREGISTERED, DETACHED, HOLD_ENDED -> Style.NONE;
    };
  }
}
