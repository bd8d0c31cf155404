package io.nmr.jfr.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A side has declined. */
@Name("io.nmr.Decline")
@Label("Decline")
@Description("A side has declined the other, for good")
final class DeclineEvent extends SideEvent {
  @Label("Reason")
  @Description("In the words of the side that declined")
  String reason = "";
}
