/**
 * The contract of the {@code message} NPI: connections that carry whole messages, over whatever
 * transport the provider is attached to.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nmr.sample.message;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
