/** The {@code memory} module: a provider of the transport NPI. */
@NullMarked
package io.nmr.sample.memory;

import org.jspecify.annotations.NullMarked;
