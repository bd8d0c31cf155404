/**
 * How calls are kept safe. While a pair is bound, a call only {@link io.nmr.impl.guard.Marks marks}
 * its thread; who takes the pair apart passes a {@link io.nmr.impl.guard.Barrier}, and from then on
 * {@link io.nmr.impl.guard.RunDown} counts the calls and closes the guards. {@link
 * io.nmr.impl.guard.GuardedCalls} is what every call passes through.
 */
@NullMarked
package io.nmr.impl.guard;

import org.jspecify.annotations.NullMarked;
