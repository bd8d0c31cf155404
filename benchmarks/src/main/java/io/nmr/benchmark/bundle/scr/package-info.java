/** Components of OSGi's Declarative Services. */
@NullMarked
package io.nmr.benchmark.bundle.scr;

import org.jspecify.annotations.NullMarked;
