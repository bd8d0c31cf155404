/** The {@code tcp} module: a provider of the transport NPI. */
@NullMarked
package io.nmr.sample.tcp;

import org.jspecify.annotations.NullMarked;
