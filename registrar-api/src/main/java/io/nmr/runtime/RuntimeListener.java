package io.nmr.runtime;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what happens in the registrar. Called on the thread that it happens on, amid the protocol
 * and with no lock held, by several threads at once: it returns at once, and hands what takes
 * longer to a thread of its own. What it throws first is logged; it changes nothing.
 */
@FunctionalInterface
@ConsumerType
public interface RuntimeListener {
  /** That has just happened. */
  void happened(EventDTO event);
}
