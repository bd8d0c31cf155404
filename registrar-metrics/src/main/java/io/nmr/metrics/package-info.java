/**
 * The registrar's metrics and their endpoint for Prometheus, written against {@code io.nmr.runtime}
 * alone.
 */
@NullMarked
package io.nmr.metrics;

import org.jspecify.annotations.NullMarked;
