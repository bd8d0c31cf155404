package io.nmr.shell;

import io.nmr.runtime.EventDTO;
import io.nmr.shell.text.Durations;
import io.nmr.shell.text.Plain;
import io.nmr.shell.text.Screen;
import io.nmr.shell.text.Style;
import java.util.StringJoiner;

/** One event in one line. */
final class EventText {
  private EventText() {}

  /** With the time, for a person who watches. */
  static String of(EventDTO event, Screen screen) {
    String kind = "%-15s".formatted(event.kind());
    return screen.styled(Style.FAINT, Describing.time(event.when()))
        + " "
        + screen.styled(style(event.kind()), kind)
        + " "
        + facts(event);
  }

  /** Without the time, which a log has. */
  static String of(EventDTO event) {
    return event.kind() + " " + facts(event);
  }

  private static String facts(EventDTO event) {
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

  private static Style style(EventDTO.Kind kind) {
    return switch (kind) {
      case REGISTERED, ATTACHED -> Style.GOOD;
      case ABANDONED, CALLBACK_FAILED, HOLD_WARNED -> Style.BAD;
      case DECLINED, REFUSED, HOLD_BEGUN, DETACHING, DEREGISTERING -> Style.BUSY;
      case DEREGISTERED, DETACHED, HOLD_ENDED -> Style.NONE;
    };
  }
}
