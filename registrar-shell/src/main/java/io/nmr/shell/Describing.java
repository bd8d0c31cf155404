package io.nmr.shell;

import io.nmr.DetachCause;
import io.nmr.runtime.BindingDTO;
import io.nmr.runtime.RegistrationDTO;
import io.nmr.shell.text.Cell;
import io.nmr.shell.text.Style;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** The registrar's snapshots in words and cells, the same ones in every command. */
final class Describing {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  private Describing() {}

  /** The module as people know it, with the id that {@code stop} and {@code update} take. */
  static Cell module(RegistrationDTO registration) {
    return Cell.of(registration.module(), suffix(registration));
  }

  /** The same, as text that has not been made safe to print. */
  static String name(RegistrationDTO registration) {
    return registration.module() + suffix(registration);
  }

  private static String suffix(RegistrationDTO registration) {
    return (registration.number() == 0 ? "" : "#" + registration.number())
        + (registration.ownerId() < 0 ? "" : " [" + registration.ownerId() + "]");
  }

  static Cell state(BindingDTO binding) {
    Style style =
        switch (binding.state()) {
          case "ATTACHED" -> Style.GOOD;
          case "ABANDONED" -> Style.BAD;
          default -> Style.BUSY;
        };
    return Cell.of(binding.state()).in(style);
  }

  /** The calls of an unguarded binding are not counted, which is not the same as none. */
  static String calls(BindingDTO binding, int calls) {
    return binding.isGuarded() ? Integer.toString(calls) : "-";
  }

  static String words(DetachCause cause) {
    return cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String characteristics(RegistrationDTO registration) {
    return registration.characteristics().entrySet().stream()
        .map(it -> it.getKey() + "=" + it.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The time of day; the day as well where it is another. */
  static String time(Instant when) {
    ZonedDateTime local = when.atZone(ZoneId.systemDefault());
    boolean isToday = local.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault()));
    return local.format(isToday ? TIME : DAY_AND_TIME);
  }
}
