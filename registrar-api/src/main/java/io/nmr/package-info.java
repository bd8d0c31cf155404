/**
 * The Network Module Registrar's API: what a provider module and a client module write against.
 *
 * <p>A module registers for a {@linkplain io.nmr.Npi network programming interface} with the {@link
 * io.nmr.Registrar}; matching pairs are attached by a handshake that either side may decline, and
 * taken apart by one of the same kind. Read {@link io.nmr.NetworkModule} first.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nmr;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
