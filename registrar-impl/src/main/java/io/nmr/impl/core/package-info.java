/**
 * The protocol, free of OSGi. Begin with {@link io.nmr.impl.core.BindingState}, which has its
 * picture and its table, then read {@link io.nmr.impl.core.CoreBinding}, which decides, and {@link
 * io.nmr.impl.core.Attaching} and {@link io.nmr.impl.core.Detaching}, which act.
 *
 * <h2>Locks</h2>
 *
 * Taken in this order and never the other way round:
 *
 * <ol>
 *   <li>{@link io.nmr.impl.core.Hold}: which deregistration is its current one; or {@link
 *       io.nmr.impl.core.NetworkRegistrar} and then one {@link io.nmr.impl.core.ModuleRegistrar}:
 *       which modules there are, and what they have registered;
 *   <li>{@link io.nmr.impl.core.Waits}: which thread waits for which deregistration;
 *   <li>{@link io.nmr.impl.core.NpiTable}: who is registered for one NPI, and with whom each is
 *       bound;
 *   <li>{@link io.nmr.impl.core.CoreBinding}: one binding's state;
 *   <li>its gate, which {@link io.nmr.impl.guard.RunDown} takes: one binding's account of calls;
 *       this is the first lock that a caller takes;
 *   <li>one of its stripes, where calls of a bound pair are counted that no mark stands for.
 * </ol>
 *
 * The following are leaves: a thread that holds one of them takes no other one. {@link
 * io.nmr.impl.threads.RegistrarThreads} and, under that, {@link io.nmr.impl.threads.SharedWork}:
 * the tasks and who runs them; {@link io.nmr.impl.core.CoreDeregistration}: who has asked for its
 * completion; {@link io.nmr.impl.settings.CurrentSettings} and {@link io.nmr.impl.journal.History}.
 *
 * <p>No module's code runs while any of them is held (R23).
 */
@NullMarked
package io.nmr.impl.core;

import org.jspecify.annotations.NullMarked;
