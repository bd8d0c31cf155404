/**
 * The registrar's events for the JDK Flight Recorder, written against {@code io.nmr.runtime} alone.
 */
@NullMarked
package io.nmr.jfr;

import org.jspecify.annotations.NullMarked;
