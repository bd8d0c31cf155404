/**
 * The contract of the {@code transport} NPI: connections that carry bytes. A transport lets a
 * client serve connections that come in, and make connections of its own; both cross the interface
 * as handles.
 *
 * <p>How a binding ends, whoever deregisters: see {@link io.nmr.sample.transport.TransportClient}.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nmr.sample.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
