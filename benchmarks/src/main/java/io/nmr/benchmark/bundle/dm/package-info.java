/** Components of the Felix Dependency Manager. */
@NullMarked
package io.nmr.benchmark.bundle.dm;

import org.jspecify.annotations.NullMarked;
