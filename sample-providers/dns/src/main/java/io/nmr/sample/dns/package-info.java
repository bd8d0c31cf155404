/** A provider of the resolver NPI that asks the JDK's resolver. */
@NullMarked
package io.nmr.sample.dns;

import org.jspecify.annotations.NullMarked;
