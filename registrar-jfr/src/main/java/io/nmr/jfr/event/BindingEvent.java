package io.nmr.jfr.event;

import io.nmr.runtime.RuntimeEvent;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** The fields of all events that are about one pair of client and provider. */
@Category({"Network Module Registrar"})
@StackTrace(false)
abstract class BindingEvent extends Event {
  @Label("NPI")
  @Description("The id of the Network Programming Interface")
  String npi = "";

  @Label("Binding")
  @Description("The id of the binding, as nmr:bindings shows it")
  long bindingId;

  @Label("Client")
  @Description("The client module's registration instance")
  String client = "";

  @Label("Provider")
  @Description("The provider module's registration instance")
  String provider = "";

  final void fill(RuntimeEvent from) {
    npi = from.npi();
    bindingId = from.bindingId();
    client = from.client();
    provider = from.provider();
  }
}
