/** A module that unloads itself, as NMR modules do. */
@NullMarked
package io.nmr.sample.manual;

import org.jspecify.annotations.NullMarked;
