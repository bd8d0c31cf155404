/** Checks the protocol's model with TLC, and that the check can fail. */
@NullMarked
package io.nmr.spec;

import org.jspecify.annotations.NullMarked;
