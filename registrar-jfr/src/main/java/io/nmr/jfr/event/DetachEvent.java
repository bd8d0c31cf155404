package io.nmr.jfr.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A binding was detached; the event lasts from the first detach callback to the last cleanup. */
@Name("io.nmr.Detach")
@Label("Detach")
@Description("A binding was taken apart, from the first detach callback to the last cleanup")
final class DetachEvent extends BindingEvent {
  @Label("Cause")
  @Description("Why: CLIENT_DEREGISTERED, PROVIDER_DEREGISTERED, ATTACH_FAILED or ABANDONED")
  String cause = "";

  @Label("Took")
  @Description("From the deregistration on, also where the recording was begun in between")
  @Timespan(Timespan.NANOSECONDS)
  long took;
}
