/**
 * What the sample transports have in common. Not a bundle: each transport has a private copy, and
 * can be replaced without the others.
 *
 * <p>Everything that a transport knows is confined to the one thread of its {@link
 * io.nmr.sample.transport.base.EventLoop}: the dispatch tables only post to it, so there are no
 * locks. {@link io.nmr.sample.transport.base.Attachment} is one binding and has the detach
 * handshake; {@link io.nmr.sample.transport.base.Connection} is one connection and has the order of
 * its events; {@link io.nmr.sample.transport.base.Network} is what differs between transports.
 */
@NullMarked
package io.nmr.sample.transport.base;

import org.jspecify.annotations.NullMarked;
