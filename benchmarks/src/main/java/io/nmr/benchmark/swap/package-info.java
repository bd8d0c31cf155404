/** A provider that is replaced again and again under load. */
@NullMarked
package io.nmr.benchmark.swap;

import org.jspecify.annotations.NullMarked;
