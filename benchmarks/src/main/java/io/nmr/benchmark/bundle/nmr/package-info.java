/** Bundles that meet through the registrar. */
@NullMarked
package io.nmr.benchmark.bundle.nmr;

import org.jspecify.annotations.NullMarked;
