/**
 * Threads for the JDK's HTTP server that no slow client keeps; copied into each bundle that has
 * such a server.
 */
@NullMarked
package io.nmr.http;

import org.jspecify.annotations.NullMarked;
