/** Bundles that meet as OSGi services, through trackers. */
@NullMarked
package io.nmr.benchmark.bundle.plain;

import org.jspecify.annotations.NullMarked;
