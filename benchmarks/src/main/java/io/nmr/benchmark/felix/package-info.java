/** A real Felix framework in this process, and bundles that are made on the fly. */
@NullMarked
package io.nmr.benchmark.felix;

import org.jspecify.annotations.NullMarked;
