/**
 * How calls are kept safe: {@link io.nmr.impl.guard.RunDown} counts the calls of one binding and
 * closes its guards, {@link io.nmr.impl.guard.SideGuard} is what a module's calls pass through.
 */
@NullMarked
package io.nmr.impl.guard;

import org.jspecify.annotations.NullMarked;
