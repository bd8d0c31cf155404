/**
 * Keeps calls between modules safe. While a pair is bound, a call only {@link
 * io.nmr.impl.guard.Marks marks} its thread. The thread that takes the pair apart passes a {@link
 * io.nmr.impl.guard.Barrier}; from then on {@link io.nmr.impl.guard.RunDown} counts the calls and
 * closes the guards. Every call passes through {@link io.nmr.impl.guard.GuardedCalls}.
 */
@NullMarked
package io.nmr.impl.guard;

import org.jspecify.annotations.NullMarked;
