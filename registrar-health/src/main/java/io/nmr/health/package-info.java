/** A Felix Health Check of the registrar, written against {@code io.nmr.runtime} alone. */
@NullMarked
package io.nmr.health;

import org.jspecify.annotations.NullMarked;
