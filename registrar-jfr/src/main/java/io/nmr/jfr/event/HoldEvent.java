package io.nmr.jfr.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A bundle's stop was held back. The event is on the stopping thread. */
@Name("io.nmr.Hold")
@Label("Hold")
@Description("A bundle's stop was held back until all was detached; on the thread that stops it")
@Category({"Network Module Registrar"})
@StackTrace(false)
final class HoldEvent extends Event {
  @Label("Bundle")
  @Description("The bundle whose stop was held back, as symbolic.name (id)")
  String owner = "";

  @Label("Took")
  @Description("The whole time, also where the recording was begun in between")
  @Timespan(Timespan.NANOSECONDS)
  long took;
}
