/** The shell command that calls through the sample NPIs without end. */
@NullMarked
package io.nmr.sample.load;

import org.jspecify.annotations.NullMarked;
