package io.nmr.jfr.event;

import io.nmr.runtime.RuntimeEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;

/** The fields of all events that one side of a pair has caused. */
abstract class SideEvent extends BindingEvent {
  @Label("Side")
  @Description("Whose doing it was: CLIENT or PROVIDER")
  String side = "";

  @Label("Bundle")
  @Description("The bundle of that side, as symbolic.name (id)")
  String owner = "";

  final void fillWithSide(RuntimeEvent from) {
    fill(from);
    side = from.side().map(Enum::name).orElse("");
    owner = from.owner();
  }
}
