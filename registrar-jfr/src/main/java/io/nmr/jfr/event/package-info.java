/**
 * The event types and everything else that uses {@code jdk.jfr}; {@link io.nmr.jfr.EventLoader}
 * defines these classes.
 */
@NullMarked
package io.nmr.jfr.event;

import org.jspecify.annotations.NullMarked;
