/** What it costs to bring providers and clients together, and to part them. */
@NullMarked
package io.nmr.benchmark.attach;

import org.jspecify.annotations.NullMarked;
