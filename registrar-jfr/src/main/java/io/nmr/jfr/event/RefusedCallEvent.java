package io.nmr.jfr.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A closed guard has refused a call. The event is on the calling thread, with its stack. */
@Name("io.nmr.RefusedCall")
@Label("Refused Call")
@Description("A call through a dispatch that is detached was refused before it began")
@StackTrace(true)
final class RefusedCallEvent extends SideEvent {
  @Label("Cause")
  @Description("Why the binding is detached")
  String cause = "";
}
