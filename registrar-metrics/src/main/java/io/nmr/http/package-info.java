/**
 * What the JDK's HTTP server does not do by itself; copied into each bundle that has such a server.
 */
@NullMarked
package io.nmr.http;

import org.jspecify.annotations.NullMarked;
