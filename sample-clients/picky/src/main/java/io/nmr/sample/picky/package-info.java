/** A client of the resolver NPI that declines old providers. */
@NullMarked
package io.nmr.sample.picky;

import org.jspecify.annotations.NullMarked;
