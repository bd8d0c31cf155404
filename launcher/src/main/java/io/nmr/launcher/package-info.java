/** Starts the distribution; on the class path, not a bundle. */
@NullMarked
package io.nmr.launcher;

import org.jspecify.annotations.NullMarked;
