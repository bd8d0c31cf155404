package io.nmr.jfr.event;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A client and a provider are bound. */
@Name("io.nmr.Attach")
@Label("Attach")
@Description("A client and a provider module are bound")
final class AttachEvent extends BindingEvent {}
