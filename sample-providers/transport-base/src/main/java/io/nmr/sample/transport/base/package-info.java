/**
 * What the sample transports have in common. This bundle is a library and not a module: it
 * registers nothing itself.
 *
 * <p>The state of a transport is confined to the one thread of its {@link
 * io.nmr.sample.transport.base.EventLoop}: the dispatch tables only post to it, so there are no
 * locks. {@link io.nmr.sample.transport.base.Attachment} is one binding and has the detach
 * handshake; {@link io.nmr.sample.transport.base.Connection} is one connection and keeps the order
 * of its events; {@link io.nmr.sample.transport.base.Network} is what differs between transports;
 * and {@link io.nmr.sample.transport.base.TransportModule} puts them together as a module.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nmr.sample.transport.base;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
