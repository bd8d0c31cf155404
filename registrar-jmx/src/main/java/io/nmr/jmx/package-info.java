/** The registrar as an MXBean, written against {@code io.nmr.runtime} and {@code io.nmr.deploy}. */
@NullMarked
package io.nmr.jmx;

import org.jspecify.annotations.NullMarked;
