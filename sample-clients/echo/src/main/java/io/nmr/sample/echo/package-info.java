/** The {@code echo} module: a client of the transport NPI and of the message NPI. */
@NullMarked
package io.nmr.sample.echo;

import org.jspecify.annotations.NullMarked;
