package io.nmr.jfr.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A callback has thrown, or its stage has failed. */
@Name("io.nmr.CallbackFailure")
@Label("Callback Failure")
@Description("A module's callback has thrown, or its detach stage has failed; it is taken as done")
final class CallbackFailureEvent extends SideEvent {
  @Label("Failure")
  @Description("Which callback, and what it threw")
  String failure = "";
}
