/** The registrar as an MXBean, written against {@code io.nmr.runtime} alone. */
@NullMarked
package io.nmr.jmx;

import org.jspecify.annotations.NullMarked;
