/** The contract of the resolver NPI: names to addresses, asynchronously. */
@Export
@Version("1.0.0")
@NullMarked
package io.nmr.sample.resolver;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
