/** The event types, all that touches {@code jdk.jfr}; defined by {@link io.nmr.jfr.EventLoader}. */
@NullMarked
package io.nmr.jfr.event;

import org.jspecify.annotations.NullMarked;
