/** A provider of the resolver NPI that reads a hosts file. */
@NullMarked
package io.nmr.sample.hosts;

import org.jspecify.annotations.NullMarked;
