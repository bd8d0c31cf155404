/** The {@code unix} module: a provider of the transport NPI. */
@NullMarked
package io.nmr.sample.unix;

import org.jspecify.annotations.NullMarked;
