/**
 * The {@code framing} module: a client of the transport NPI and a provider of the message NPI. Each
 * message is preceded by its length in four bytes, the highest first.
 */
@NullMarked
package io.nmr.sample.framing;

import org.jspecify.annotations.NullMarked;
