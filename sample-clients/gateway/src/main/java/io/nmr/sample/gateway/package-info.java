/** A client of the resolver NPI that answers over HTTP. */
@NullMarked
package io.nmr.sample.gateway;

import org.jspecify.annotations.NullMarked;
