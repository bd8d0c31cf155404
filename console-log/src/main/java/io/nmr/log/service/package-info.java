/** The way to OSGi's log service; copied into each bundle that logs there. */
@NullMarked
package io.nmr.log.service;

import org.jspecify.annotations.NullMarked;
